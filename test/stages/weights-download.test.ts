// Weights from the stand-in hub to this browser's disk, with nothing going wrong but the person's own wishes:
// what is fetched, what is kept, how it is told, paused, resumed, checked and removed.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWeights } from "../../src/engine/weights-client.ts";
import type { DownloadProgress, Weights } from "../../src/model/weights/api.ts";
import {
  blobBytes,
  QUICK,
  randomBytes,
  refusalOf,
  sameBytes,
  testHub,
  untilHere,
  type TestHub,
} from "../support/hub.ts";

const CONFIG = new TextEncoder().encode('{"model_type":"x"}');
const GRAPH = randomBytes(150_000, 1);
const DATA = randomBytes(400_000, 2);
const DATA_1 = randomBytes(70_000, 3);
const FILES = {
  "config.json": CONFIG,
  "onnx/decoder.onnx": GRAPH,
  "onnx/decoder.onnx_data": DATA,
  "onnx/decoder.onnx_data_1": DATA_1,
  "onnx/decoder_q4.onnx": randomBytes(1000, 4),
  "empty.txt": new Uint8Array(),
};
const WANTED = [{ path: "config.json" }, { path: "onnx/decoder.onnx" }, { path: "empty.txt" }];
const BYTES = CONFIG.length + GRAPH.length + DATA.length + DATA_1.length;

describe("weights", () => {
  let weights: Weights;
  let hub: TestHub;
  beforeEach(async () => {
    weights = createWeights({ ...QUICK, tries: 1000 });
    hub = await testHub(FILES);
  });
  afterEach(async () => {
    await weights.remove(hub.repo);
    weights.dispose();
  });

  const request = () => ({ repo: hub.repo, revision: "main", files: WANTED });

  /** Downloads until the data file's byte, and pauses there. */
  const pauseAt = async (atOffset: number): Promise<void> => {
    await hub.faults({ kind: "stall", path: "onnx/decoder.onnx_data", atOffset });
    const pause = new AbortController();
    const { signal } = pause;
    const paused = refusalOf(weights.download(request(), hub.settings, { signal }));
    // Everything before was flushed when the connection went silent, and it is asked again and again.
    await untilHere(weights, hub.repo, CONFIG.length + GRAPH.length + atOffset);
    pause.abort();
    expect((await paused).message).toBe("Stopped.");
    await hub.faults();
  };

  it("fetches the files and the external data beside a graph, and gives them back", async () => {
    const model = await weights.download(request(), hub.settings);
    expect(model).toMatchObject({
      repo: hub.repo,
      isComplete: true,
      isKept: true,
      bytes: BYTES,
      doneBytes: BYTES,
    });
    expect(model.commit).toMatch(/^[\da-f]{40}$/);
    expect(model.files.map(({ path }) => path).sort()).toEqual([
      "config.json",
      "empty.txt",
      "onnx/decoder.onnx",
      "onnx/decoder.onnx_data",
      "onnx/decoder.onnx_data_1",
    ]);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", DATA));
    const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    expect(model.files.find(({ path }) => path.endsWith("_data"))?.sha256).toBe(hex);
    const files = await weights.open(hub.repo);
    expect(sameBytes(await blobBytes(files.get("onnx/decoder.onnx_data")), DATA)).toBe(true);
    expect(sameBytes(await blobBytes(files.get("onnx/decoder.onnx")), GRAPH)).toBe(true);
    expect(sameBytes(await blobBytes(files.get("config.json")), CONFIG)).toBe(true);
    expect(files.get("empty.txt")?.size).toBe(0);
  });

  it("tells one progress that never falls and ends at the total", async () => {
    const told: DownloadProgress[] = [];
    await weights.download(request(), hub.settings, { onProgress: (one) => told.push(one) });
    const done = told.map(({ doneBytes }) => doneBytes);
    expect(done).toEqual([...done].sort((one, other) => one - other));
    expect(told[0]?.phase).toBe("asking");
    expect(told.at(-1)).toMatchObject({ doneBytes: BYTES, totalBytes: BYTES });
  });

  it("asks no network for what is here", async () => {
    const first = await weights.download(request(), hub.settings);
    const before = (await hub.log()).length;
    await hub.faults(
      { kind: "status", status: 503 },
      { kind: "status", status: 503, path: "api:revision" },
      { kind: "status", status: 503, path: "api:tree" },
    );
    expect(await weights.list()).toContainEqual(first);
    expect((await weights.open(hub.repo)).size).toBe(5);
    const told: DownloadProgress[] = [];
    const onProgress = (progress: DownloadProgress) => told.push(progress);
    expect(await weights.download(request(), hub.settings, { onProgress })).toEqual(first);
    expect(told.at(-1)).toMatchObject({ doneBytes: BYTES, totalBytes: BYTES });
    expect((await hub.log()).length).toBe(before);
  });

  it("pauses at the signal and resumes without fetching a byte twice", async () => {
    await pauseAt(200_000);
    const partial = (await weights.list()).find(({ repo }) => repo === hub.repo);
    expect(partial).toMatchObject({ isComplete: false, bytes: BYTES });
    expect(partial!.doneBytes).toBe(CONFIG.length + GRAPH.length + 200_000);
    expect(await refusalOf(weights.open(hub.repo))).toMatchObject({
      code: "weights-incomplete",
      message: expect.stringContaining("is not complete"),
    });

    await hub.faults();
    const before = (await hub.log()).length;
    await weights.download(request(), hub.settings);
    const files = await weights.open(hub.repo);
    expect(sameBytes(await blobBytes(files.get("onnx/decoder.onnx_data")), DATA)).toBe(true);
    const later = (await hub.log()).slice(before);
    expect(later.some(({ path }) => path.startsWith("api:"))).toBe(false);
    const resumed = later.find(({ path, sentBytes }) => path.endsWith("_data") && sentBytes > 0);
    expect(resumed?.start).toBe(200_000);
  });

  it("cancels: what is removed is gone, a paused download too", async () => {
    await pauseAt(200_000);
    await weights.remove(hub.repo);
    expect((await weights.list()).map(({ repo }) => repo)).not.toContain(hub.repo);
    expect(await refusalOf(weights.open(hub.repo))).toMatchObject({ code: "weights-missing" });
    await weights.remove(hub.repo);
  });

  it("finds rot on the disk and fetches only the rotten part again", async () => {
    await weights.download(request(), hub.settings);
    expect(await weights.verify(hub.repo)).toEqual({ bad: [] });
    await rot(hub.repo, "onnx/decoder.onnx_data", 200_000);
    const progress: number[] = [];
    const { bad } = await weights.verify(hub.repo, {
      onProgress: ({ doneBytes, totalBytes }) => progress.push(doneBytes / totalBytes),
    });
    expect(bad).toEqual(["onnx/decoder.onnx_data"]);
    expect(progress.at(-1)).toBe(1);
    expect(await refusalOf(weights.open(hub.repo))).toMatchObject({ code: "weights-incomplete" });

    const before = (await hub.log()).length;
    await weights.download(request(), hub.settings);
    const fetched = (await hub.log()).slice(before).filter(({ sentBytes }) => sentBytes > 0);
    expect(fetched.map(({ path, start, sentBytes }) => ({ path, start, sentBytes }))).toEqual([
      { path: "onnx/decoder.onnx_data", start: 3 * 65_536, sentBytes: 65_536 },
    ]);
    const files = await weights.open(hub.repo);
    expect(sameBytes(await blobBytes(files.get("onnx/decoder.onnx_data")), DATA)).toBe(true);
    expect(await weights.verify(hub.repo)).toEqual({ bad: [] });
  });

  it("hashes again what is there before it goes on, and goes back to where that rotted", async () => {
    await pauseAt(250_000);
    await rot(hub.repo, "onnx/decoder.onnx_data", 100_000);
    await hub.faults();
    const before = (await hub.log()).length;
    await weights.download(request(), hub.settings);
    const [resumed] = (await hub.log()).slice(before).filter(({ sentBytes }) => sentBytes > 0);
    expect(resumed).toMatchObject({ path: "onnx/decoder.onnx_data", start: 65_536 });
    const files = await weights.open(hub.repo);
    expect(sameBytes(await blobBytes(files.get("onnx/decoder.onnx_data")), DATA)).toBe(true);
  });

  it("fetches a file again that the disk has lost", async () => {
    await weights.download(request(), hub.settings);
    await removeData(hub.repo, "onnx/decoder.onnx");
    expect(await refusalOf(weights.open(hub.repo))).toMatchObject({ code: "weights-incomplete" });
    await weights.download(request(), hub.settings);
    const files = await weights.open(hub.repo);
    expect(sameBytes(await blobBytes(files.get("onnx/decoder.onnx")), GRAPH)).toBe(true);
  });

  it("adds another precision to what is here and fetches nothing else", async () => {
    const first = await weights.download(request(), hub.settings);
    const before = (await hub.log()).length;
    const more = { ...request(), files: [{ path: "onnx/decoder_q4.onnx" }] };
    const model = await weights.download(more, hub.settings);
    expect(model.files).toHaveLength(first.files.length + 1);
    expect(model.isComplete).toBe(true);
    const fetched = (await hub.log()).slice(before).filter(({ sentBytes }) => sentBytes > 0);
    expect(fetched.map(({ path }) => path)).toEqual(["onnx/decoder_q4.onnx"]);
  });

  it("gives out one precision while another is unfinished", async () => {
    await weights.download(request(), hub.settings);
    await hub.faults({ kind: "status", path: "onnx/decoder_q4.onnx", status: 403 });
    const more = { ...request(), files: [{ path: "onnx/decoder_q4.onnx" }] };
    expect(await refusalOf(weights.download(more, hub.settings))).toMatchObject({
      code: "model-gated",
    });
    expect(await refusalOf(weights.open(hub.repo))).toMatchObject({ code: "weights-incomplete" });
    const files = await weights.open(hub.repo, ["config.json", "onnx/decoder.onnx"]);
    expect([...files.keys()].sort()).toEqual([
      "config.json",
      "onnx/decoder.onnx",
      "onnx/decoder.onnx_data",
      "onnx/decoder.onnx_data_1",
    ]);
    expect(await refusalOf(weights.open(hub.repo, ["vocab.json"]))).toMatchObject({
      message: expect.stringContaining('"vocab.json"'),
    });
  });

  it("gives out a graph while its weights are on their way", async () => {
    await pauseAt(100_000);
    const paths = ["config.json", "onnx/decoder.onnx"];
    expect(await refusalOf(weights.open(hub.repo, paths))).toMatchObject({
      code: "weights-incomplete",
    });
    const files = await weights.open(hub.repo, paths, true);
    expect([...files.keys()]).toEqual(paths);
    expect(sameBytes(await blobBytes(files.get("onnx/decoder.onnx")), GRAPH)).toBe(true);
  });

  it("removes one precision and leaves the other whole", async () => {
    await weights.download(request(), hub.settings);
    const more = { ...request(), files: [{ path: "onnx/decoder_q4.onnx" }] };
    await weights.download(more, hub.settings);
    await weights.remove(hub.repo, ["onnx/decoder.onnx"]);
    const [model] = await weights.list();
    const paths = model!.files.map(({ path }) => path);
    expect(paths).toContain("onnx/decoder_q4.onnx");
    expect(paths.filter((path) => path.startsWith("onnx/decoder.onnx"))).toEqual([]);
    expect(model).toMatchObject({ isComplete: true, doneBytes: model!.bytes });
    expect([...(await weights.open(hub.repo)).keys()].sort()).toEqual([...paths].sort());
    // What was removed is fetched anew, not believed to be here.
    await weights.download(request(), hub.settings);
    expect((await weights.open(hub.repo)).has("onnx/decoder.onnx_data_1")).toBe(true);
  });

  it("leaves out an optional file that is not there, and names one that must be", async () => {
    const optional = { ...request(), files: [...WANTED, { path: "chat.jinja", isOptional: true }] };
    const model = await weights.download(optional, hub.settings);
    expect(model.isComplete).toBe(true);
    const before = (await hub.log()).length;
    await weights.download(optional, hub.settings);
    expect((await hub.log()).length).toBe(before);
    const missing = { ...request(), files: [{ path: "onnx/none.onnx" }] };
    expect(await refusalOf(weights.download(missing, hub.settings))).toMatchObject({
      code: "model-file-missing",
      message: expect.stringContaining('has no file "onnx/none.onnx"'),
    });
  });

  it("keeps to the commit that it began with, and takes a new one by name", async () => {
    const first = await weights.download(request(), hub.settings);
    const changed = randomBytes(160_000, 9);
    await hub.put("onnx/decoder.onnx", changed);
    expect(await weights.download(request(), hub.settings)).toEqual(first);
    const { sha } = (await (
      await fetch(`${hub.settings.baseUrl}/api/models/${hub.repo}/revision/main`)
    ).json()) as { sha: string };
    const before = (await hub.log()).length;
    const second = await weights.download({ ...request(), revision: sha }, hub.settings);
    expect(second.commit).toBe(sha);
    const fetched = (await hub.log()).slice(before).filter(({ sentBytes }) => sentBytes > 0);
    expect(fetched.map(({ path }) => path)).toEqual(["onnx/decoder.onnx"]);
    const files = await weights.open(hub.repo);
    expect(sameBytes(await blobBytes(files.get("onnx/decoder.onnx")), changed)).toBe(true);
  });

  it("says how much room there is", async () => {
    const { quotaBytes, usageBytes, isPersisted } = await weights.space();
    expect(quotaBytes).toBeGreaterThan(usageBytes);
    expect(isPersisted).toBe(false);
  });
});

/** Flips a byte of a stored file behind the store's back. */
async function rot(repo: string, path: string, at: number): Promise<void> {
  const handle = await (await folderOf(repo)).getFileHandle(nameOf(path));
  const byte = new Uint8Array(await (await handle.getFile()).slice(at, at + 1).arrayBuffer());
  const writable = await handle.createWritable({ keepExistingData: true });
  await writable.write({ type: "write", position: at, data: byte.map((value) => value ^ 0xff) });
  await writable.close();
}

async function removeData(repo: string, path: string): Promise<void> {
  await (await folderOf(repo)).removeEntry(nameOf(path));
}

const nameOf = (path: string): string => encodeURIComponent(`file:${path}`);

async function folderOf(repo: string): Promise<FileSystemDirectoryHandle> {
  const top = await (await navigator.storage.getDirectory()).getDirectoryHandle("weights");
  return top.getDirectoryHandle(encodeURIComponent(repo));
}

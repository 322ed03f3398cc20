// Weights from the stand-in hub to this browser's disk, with nothing going wrong but the person's own wishes:
// what is fetched, what is kept, how it is told, paused, resumed, checked and removed.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWeights } from "../../src/engine/weights-client.ts";
import type { DownloadProgress, Weights } from "../../src/model/weights/api.ts";
import {
  blobBytes,
  QUICK,
  randomBytes,
  sameBytes,
  testHub,
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
    weights = createWeights(QUICK);
    hub = await testHub(FILES);
  });
  afterEach(async () => {
    await weights.remove(hub.repo);
    weights.dispose();
  });

  const request = () => ({ repo: hub.repo, revision: "main", files: WANTED });

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
    expect(await weights.download(request(), hub.settings)).toEqual(first);
    expect((await hub.log()).length).toBe(before);
  });
});

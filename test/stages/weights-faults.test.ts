// Everything that a network and a hub can do wrong, against the stand-in hub: what arrives is right in the end, or
// the person reads why not and nothing wrong is kept.

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
  type TestHub,
} from "../support/hub.ts";
import { seeded } from "../support/random.ts";

const PATH = "onnx/decoder.onnx";
const GRAPH = randomBytes(600_000, 1);
const CONFIG = new TextEncoder().encode('{"model_type":"x"}');
const PART = 65_536;

describe("weights against faults", () => {
  let weights: Weights;
  let hub: TestHub;
  beforeEach(async () => {
    weights = createWeights(QUICK);
    hub = await testHub({ [PATH]: GRAPH, "config.json": CONFIG });
  });
  afterEach(async () => {
    await hub.faults();
    await weights.remove(hub.repo);
    weights.dispose();
  });

  const download = (
    onProgress: (progress: DownloadProgress) => void = () => undefined,
    token: string | null = null,
  ) =>
    weights.download(
      { repo: hub.repo, revision: "main", files: [{ path: PATH }] },
      { ...hub.settings, token },
      { onProgress },
    );
  const isRight = async (): Promise<boolean> =>
    sameBytes(await blobBytes((await weights.open(hub.repo)).get(PATH)), GRAPH);
  const fetchedBytes = async (): Promise<number> =>
    (await hub.served(PATH)).reduce((sum, { sentBytes }) => sum + sentBytes, 0);

  it("survives cuts at twenty random offsets; no byte is fetched twice", async () => {
    const random = seeded(20);
    const offsets = Array.from({ length: 20 }, () => Math.floor(random() * GRAPH.length));
    const heard = await hub.cuts(PATH, offsets);
    const phases = new Set<string>();
    await download((progress) => {
      phases.add(progress.phase);
      heard(progress);
    });
    expect(await isRight()).toBe(true);
    expect(phases).toContain("retrying");
    const answers = await hub.served(PATH);
    const starts = answers.map(({ start }) => start).sort((one, other) => one - other);
    expect(starts).toEqual([0, ...offsets].sort((one, other) => one - other));
    expect(await fetchedBytes()).toBe(GRAPH.length);
  });

  it("asks for the rest when it goes on, with nothing that would cost a preflight", async () => {
    await download(await hub.cuts(PATH, [200_000]));
    const [first, second] = await hub.served(PATH);
    expect(first).toMatchObject({ range: "bytes=0-", ifRange: null });
    expect(second).toMatchObject({ range: "bytes=200000-", ifRange: null, status: 206 });
  });

  it("takes a silent connection for a cut one", async () => {
    await hub.faults({ kind: "stall", path: PATH, atOffset: 300_000, times: 1 });
    await download();
    expect(await isRight()).toBe(true);
    expect((await hub.served(PATH)).map(({ start }) => start)).toEqual([0, 300_000]);
  });

  it("waits out a server that has trouble, as long as it says", async () => {
    await hub.faults(
      { kind: "status", path: PATH, status: 503, times: 2 },
      { kind: "status", path: PATH, status: 429, retryAfterSec: 0, times: 1 },
      { kind: "status", path: "api:tree", status: 502, times: 1 },
    );
    let attempts = 0;
    await download(({ attempt }) => (attempts = Math.max(attempts, attempt)));
    expect(await isRight()).toBe(true);
    expect(attempts).toBe(4);
  });

  it("gives up in a sentence and keeps what has arrived", async () => {
    // Two requests pass: the hub's redirect, and the answer of the file itself, which is then cut.
    const heard = await hub.cuts(PATH, [250_000], {
      kind: "status",
      path: PATH,
      status: 500,
      skip: 2,
    });
    const { code, message, hint } = await refusalOf(download(heard));
    expect(code).toBe("hub-failed");
    expect(message).toMatch(/answered 500 for "onnx\/decoder\.onnx" of the model "org\/model-.+"/);
    expect(hint).toContain("What has arrived is kept");
    const [partial] = (await weights.list()).filter(({ repo }) => repo === hub.repo);
    expect(partial).toMatchObject({ isComplete: false, doneBytes: 250_000 });
    await hub.faults();
    await download();
    expect(await isRight()).toBe(true);
    expect(await fetchedBytes()).toBe(GRAPH.length);
  });

  it("gives up on a connection that always breaks at the same byte", async () => {
    await hub.faults({ kind: "cut", path: PATH, atOffset: 100_000 });
    expect(await refusalOf(download())).toMatchObject({
      code: "hub-unreachable",
      message: expect.stringContaining("could not be reached"),
    });
  });

  it("goes on although another host gives the file another ETag", async () => {
    await download(
      await hub.cuts(PATH, [300_000], { kind: "etag", path: PATH, etag: "another", skip: 1 }),
    );
    expect(await isRight()).toBe(true);
    const answers = await hub.served(PATH);
    expect(answers.map(({ start, status }) => [start, status])).toEqual([
      [0, 206],
      [300_000, 206],
    ]);
    expect(await fetchedBytes()).toBe(GRAPH.length);
  });

  it("begins anew when the server has no ranges", async () => {
    await download(await hub.cuts(PATH, [300_000], { kind: "ignore-range", path: PATH }));
    expect(await isRight()).toBe(true);
    expect(await fetchedBytes()).toBe(GRAPH.length + 300_000);
  });

  it("refuses another range than it asked for", async () => {
    await download(
      await hub.cuts(PATH, [300_000], { kind: "wrong-range", path: PATH, skip: 1, times: 1 }),
    );
    expect(await isRight()).toBe(true);
    await weights.remove(hub.repo);
    await hub.faults(
      { kind: "cut", path: PATH, atOffset: 300_000, times: 1 },
      { kind: "wrong-range", path: PATH, skip: 1 },
    );
    expect(await refusalOf(download())).toMatchObject({
      code: "hub-answer",
      message: expect.stringContaining('"bytes 299993-599992/600000"'),
    });
  });

  it("notices a wrong byte and fetches up to the wrong part again, not beyond", async () => {
    const atOffset = 2 * PART + 5;
    await hub.faults({ kind: "wrong-bytes", path: PATH, atOffset, times: 1 });
    await download();
    expect(await isRight()).toBe(true);
    // The hub gives one digest a file, so the first parts are looked at until the whole is right.
    const again = (await hub.served(PATH)).slice(1).map(({ start }) => start);
    expect(again).toEqual([0, PART, 2 * PART]);
    expect(await weights.verify(hub.repo)).toEqual({ bad: [] });
  });

  it("notices wrong bytes in a small file", async () => {
    const atOffset = 3;
    await hub.faults({ kind: "wrong-bytes", path: "config.json", atOffset, times: 1 });
    const files = [{ path: "config.json" }];
    await weights.download({ repo: hub.repo, revision: "main", files }, hub.settings);
    const stored = (await weights.open(hub.repo)).get("config.json");
    expect(await stored?.text()).toBe('{"model_type":"x"}');
  });

  it("keeps nothing of a file that is always wrong, and says so", async () => {
    await hub.faults({ kind: "wrong-bytes", path: PATH, atOffset: 400_000 });
    const { code, message, hint } = await refusalOf(download());
    expect(code).toBe("model-bytes-wrong");
    expect(message).toMatch(/is not what it lists: digest [\da-f]{12}…, wanted [\da-f]{12}…/);
    expect(hint).toContain("Nothing of it was kept");
    expect((await weights.list()).find(({ repo }) => repo === hub.repo)).toMatchObject({
      isComplete: false,
      doneBytes: 0,
    });
  });

  it("works with storage that hides its headers", async () => {
    await download(await hub.cuts(PATH, [300_000], { kind: "bare-cors", path: PATH }));
    expect(await isRight()).toBe(true);
    expect(await fetchedBytes()).toBe(GRAPH.length);
  });

  it("cannot tell a blocked answer from no answer, and says so", async () => {
    await hub.faults({ kind: "no-cors", path: "api:revision" });
    expect(await refusalOf(download())).toMatchObject({
      code: "hub-unreachable",
      hint: expect.stringContaining("hub's address"),
    });
  });

  it("says that the server cannot be reached", async () => {
    const refused = weights.download(
      { repo: hub.repo, revision: "main", files: [{ path: PATH }] },
      { baseUrl: "http://127.0.0.1:9", token: null },
    );
    expect(await refusalOf(refused)).toMatchObject({
      code: "hub-unreachable",
      message: expect.stringContaining("127.0.0.1:9 could not be reached"),
    });
  });

  it.each([
    [404, "RepoNotFound", null, "model-not-found", "that it shows without a token"],
    [401, "RepoNotFound", "t", "model-not-found", "that it shows to this token"],
    [404, "RevisionNotFound", null, "model-revision-missing", "no longer has the wanted revision"],
    [401, "GatedRepo", null, "model-gated", "only to people who are signed in (401)"],
    [401, "GatedRepo", "t", "model-gated", "does not accept the access token"],
    [403, "GatedRepo", "t", "model-gated", "has not granted access"],
  ])("has words for %i %s with token %s", async (status, errorCode, token, code, words) => {
    await hub.faults({ kind: "status", path: "api:revision", status, errorCode });
    const refusal = await refusalOf(download(undefined, token));
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(words);
    expect(refusal.hint.length).toBeGreaterThan(20);
  });

  it("says which file is gated or gone", async () => {
    await hub.faults({ kind: "status", path: PATH, status: 403, errorCode: "GatedRepo" });
    expect((await refusalOf(download())).message).toContain(`"${PATH}" of the model`);
    await hub.faults({ kind: "status", path: PATH, status: 404, errorCode: "EntryNotFound" });
    expect(await refusalOf(download())).toMatchObject({ code: "model-file-missing" });
  });

  it("sends the token to the hub and to no other origin, and repeats no secret", async () => {
    await hub.faults(
      { kind: "gated", path: PATH, token: "hf_secret" },
      { kind: "cut", path: PATH, atOffset: 300_000, times: 1 },
    );
    expect((await refusalOf(download(undefined, "wrong"))).message).not.toContain("wrong");
    const before = (await hub.log()).length;
    await download(undefined, "hf_secret");
    expect(await isRight()).toBe(true);
    const log = (await hub.log()).slice(before);
    const toHub = log.filter(({ server }) => server === "hub");
    const toCdn = log.filter(({ server }) => server === "cdn");
    expect(toHub.every(({ authorization }) => authorization === "Bearer hf_secret")).toBe(true);
    expect(toCdn.length).toBeGreaterThan(1);
    expect(toCdn.every(({ authorization }) => authorization === null)).toBe(true);
  });
});

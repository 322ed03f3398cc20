// Tabs that close in the middle, two tabs at once, and a disk that takes no more.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createWeights } from "../../src/engine/weights-client.ts";
import type { DownloadRequest, Weights } from "../../src/model/weights/api.ts";
import { createWeightsService } from "../../src/model/weights/service.ts";
import {
  blobBytes,
  fullDisk,
  QUICK,
  randomBytes,
  refusalOf,
  sameBytes,
  testHub,
  untilHere,
  type TestHub,
} from "../support/hub.ts";
import { overrideQuota } from "../support/quota.ts";

const PATH = "onnx/decoder.onnx";
const GRAPH = randomBytes(600_000, 1);
const FLUSH_BYTES = 32 * 1024;

describe("weights over tabs", () => {
  let hub: TestHub;
  const opened: Weights[] = [];
  const openTab = (): Weights => {
    const weights = createWeights({ ...QUICK, flushBytes: FLUSH_BYTES, stallMs: 60_000 });
    opened.push(weights);
    return weights;
  };
  const request = (): DownloadRequest => ({
    repo: hub.repo,
    revision: "main",
    files: [{ path: PATH }, { path: "config.json" }],
  });
  beforeEach(async () => {
    hub = await testHub({ [PATH]: GRAPH, "config.json": new TextEncoder().encode("{}") });
  });
  afterEach(async () => {
    await hub.faults();
    const last = openTab();
    await last.remove(hub.repo);
    for (const weights of opened.splice(0)) weights.dispose();
  });

  /** A tab whose download is stuck at this byte, with what came before counted as here, but for less than one flush. */
  const openStuckTab = async (atOffset: number) => {
    await hub.faults({ kind: "stall", path: PATH, atOffset });
    const tab = openTab();
    const closing = refusalOf(tab.download(request(), hub.settings));
    await untilHere(tab, hub.repo, atOffset - FLUSH_BYTES);
    return {
      async close() {
        tab.dispose();
        expect((await closing).message).toContain("the worker was ended");
      },
    };
  };

  it("goes on after a tab was closed in the middle, from the last flush", async () => {
    await (await openStuckTab(300_000)).close();
    await hub.faults();
    const second = openTab();
    const [partial] = (await second.list()).filter(({ repo }) => repo === hub.repo);
    expect(partial).toMatchObject({ isComplete: false });
    await second.download(request(), hub.settings);
    const files = await second.open(hub.repo);
    expect(sameBytes(await blobBytes(files.get(PATH)), GRAPH)).toBe(true);
    expect((await hub.served(PATH)).at(-1)?.start).toBe(partial!.doneBytes);
  });

  it("is done in the end however often the tab is closed", async () => {
    for (const stopAt of [130_000, 240_000, 380_000, 500_000]) {
      await (await openStuckTab(stopAt)).close();
    }
    await hub.faults();
    const last = openTab();
    await last.download(request(), hub.settings);
    const files = await last.open(hub.repo);
    expect(sameBytes(await blobBytes(files.get(PATH)), GRAPH)).toBe(true);
    const starts = (await hub.served(PATH)).map(({ start }) => start);
    expect(starts).toHaveLength(5);
    expect(starts).toEqual([...starts].sort((one, other) => one - other));
    expect(starts.at(-1)).toBeGreaterThanOrEqual(500_000 - FLUSH_BYTES);
  });

  it("downloads once for two tabs; the second waits and finds it done", async () => {
    const [one, other] = await Promise.all([
      openTab().download(request(), hub.settings),
      openTab().download(request(), hub.settings),
    ]);
    expect(other).toEqual(one);
    const sent = (await hub.served(PATH)).reduce((sum, { sentBytes }) => sum + sentBytes, 0);
    expect(sent).toBe(GRAPH.length);
    expect(await hub.served("config.json")).toHaveLength(1);
  });

  it("tells the tab that waits, lets it stop, and lets it take over from one that closes", async () => {
    const first = await openStuckTab(200_000);
    const stop = new AbortController();
    const stopped = openTab().download(request(), hub.settings, {
      signal: stop.signal,
      onProgress: ({ phase }) => {
        if (phase === "waiting-for-tab") stop.abort();
      },
    });
    await expect(stopped).rejects.toThrow("Stopped.");

    const waiting = Promise.withResolvers<void>();
    const taken = openTab().download(request(), hub.settings, {
      onProgress: ({ phase }) => {
        if (phase === "waiting-for-tab") waiting.resolve();
      },
    });
    await waiting.promise;
    await hub.faults();
    await first.close();
    expect((await taken).isComplete).toBe(true);
  });

  it("does not remove or check what another tab is fetching", async () => {
    const first = await openStuckTab(200_000);
    const second = createWeights({ ...QUICK, lockWaitMs: 50 });
    opened.push(second);
    expect(await refusalOf(second.remove(hub.repo))).toMatchObject({ code: "weights-busy" });
    expect(await refusalOf(second.verify(hub.repo))).toMatchObject({ code: "weights-busy" });
    await first.close();
  });

  it.each(["QuotaExceededError", "UnknownError"])(
    "goes on in memory when the disk fails with %s, and says so",
    async (errorName) => {
      const weights = createWeightsService(fullDisk(250_000, errorName), QUICK);
      const model = await weights.download(request(), hub.settings);
      expect(model).toMatchObject({ isComplete: true, isKept: false });
      expect(await weights.list()).toEqual([model]);
      const files = await weights.open(hub.repo);
      expect(sameBytes(await blobBytes(files.get(PATH)), GRAPH)).toBe(true);
      expect(await weights.verify(hub.repo)).toEqual({ bad: [] });
      const sent = (await hub.served(PATH)).reduce((sum, { sentBytes }) => sum + sentBytes, 0);
      expect(sent).toBe(GRAPH.length);
      await weights.remove(hub.repo);
      expect(await weights.list()).toEqual([]);
    },
  );

  it("goes on in memory from a disk that takes nothing at all", async () => {
    const weights = createWeightsService(fullDisk(-1, "UnknownError"), QUICK);
    await hub.faults({ kind: "cut", path: PATH, atOffset: 300_000, times: 1 });
    const model = await weights.download(request(), hub.settings);
    expect(model).toMatchObject({ isComplete: true, isKept: false });
    const files = await weights.open(hub.repo);
    expect(sameBytes(await blobBytes(files.get(PATH)), GRAPH)).toBe(true);
  });

  it("refuses in a sentence what fits neither the disk nor memory", async () => {
    const disk = fullDisk(250_000, "QuotaExceededError");
    const weights = createWeightsService(disk, { ...QUICK, memoryMaxBytes: 500_000 });
    const { code, message, hint } = await refusalOf(weights.download(request(), hub.settings));
    expect(code).toBe("storage-full");
    expect(message).toContain("600 KB that are missing are too many for memory");
    expect(hint).toContain("storage panel");
    expect((await weights.list())[0]).toMatchObject({ isComplete: false, isKept: true });
  });

  it("refuses before the first byte what the browser has no room for", async () => {
    const room = vi.spyOn(navigator.storage, "estimate");
    try {
      room.mockResolvedValue({ quota: 900_000, usage: 800_000 });
      const weights = createWeightsService(fullDisk(Infinity, ""), QUICK);
      const { code, message } = await refusalOf(weights.download(request(), hub.settings));
      expect(code).toBe("storage-full");
      expect(message).toContain(
        "needs 600 KB more on this disk, and the browser gives this page 100 KB",
      );
      expect(await hub.served(PATH)).toEqual([]);
    } finally {
      room.mockRestore();
    }
  });

  it("goes on in memory when the browser's own quota is used up on the way", async () => {
    await hub.faults({ kind: "stall", path: PATH, atOffset: 200_000 });
    const weights = createWeights({ ...QUICK, tries: 1000 });
    opened.push(weights);
    try {
      const downloaded = weights.download(request(), hub.settings);
      await untilHere(weights, hub.repo, 200_000);
      await overrideQuota(1000);
      await hub.faults();
      expect(await downloaded).toMatchObject({ isComplete: true, isKept: false });
      const files = await weights.open(hub.repo);
      expect(sameBytes(await blobBytes(files.get(PATH)), GRAPH)).toBe(true);
    } finally {
      await overrideQuota();
    }
  });
});

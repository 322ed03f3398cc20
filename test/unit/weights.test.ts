// The pure parts of fetching weights: when to try again, which bytes an answer holds, what a request means, how
// progress is told.

import { createHash } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../src/base/errors.ts";
import type { DownloadProgress } from "../../src/model/weights/api.ts";
import { sha256Hex } from "../../src/base/sha256.ts";
import { FileHash } from "../../src/model/weights/hash.ts";
import { openHub, type HubEntry } from "../../src/model/weights/hub/hub.ts";
import type { Manifest } from "../../src/model/weights/disk/manifest.ts";
import {
  filesOf,
  isCovered,
  plannedFile,
  wantedEntries,
  weightsLast,
} from "../../src/model/weights/jobs/plan.ts";
import { ProgressMeter } from "../../src/model/weights/jobs/progress.ts";
import { bodyStart } from "../../src/model/weights/hub/ranges.ts";
import { refusal } from "../../src/model/weights/hub/refusals.ts";
import { backoffMs, Passing, Patience, retryAfterMs } from "../../src/model/weights/hub/retry.ts";
import { partRange } from "../../src/model/weights/disk/sidecar.ts";
import { DEFAULT_TUNING } from "../../src/model/weights/tuning.ts";
import { sizeWords } from "../../src/base/size-words.ts";
import { startHub } from "../../tools/hub/server.ts";
import { seeded } from "../support/random.ts";

const ASKED = { host: "hub.test", repo: "org/model", path: "a.onnx", hasToken: false };

describe("retry", () => {
  it("believes Retry-After in seconds and as a date, within two minutes", () => {
    const now = Date.parse("2026-11-20T12:00:00Z");
    expect(retryAfterMs("3", now)).toBe(3000);
    expect(retryAfterMs("Fri, 20 Nov 2026 12:00:10 GMT", now)).toBe(10_000);
    expect(retryAfterMs("Fri, 20 Nov 2026 11:00:00 GMT", now)).toBe(0);
    expect(retryAfterMs("86400", now)).toBe(120_000);
    expect([null, "", "soon"].map((header) => retryAfterMs(header, now))).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("waits longer each time, by chance, up to the limit", () => {
    const tuning = { retryBaseMs: 100, retryMaxMs: 1000 };
    expect([1, 2, 3, 9].map((failures) => backoffMs(failures, tuning, () => 1))).toEqual([
      100, 200, 400, 1000,
    ]);
    const random = seeded(1);
    for (let index = 0; index < 100; index++) {
      const wait = backoffMs(2, tuning, random);
      expect(wait).toBeGreaterThanOrEqual(100);
      expect(wait).toBeLessThan(200);
    }
  });

  it("counts failures in a row only, and gives up with the last one's words", async () => {
    vi.useFakeTimers();
    try {
      const signal = new AbortController().signal;
      const patience = new Patience({ ...DEFAULT_TUNING, tries: 3 }, signal);
      const error = new AppError("x", "It failed.", "Wait.");
      const fail = async (): Promise<void> => {
        const waited = patience.wait(new Passing(error), () => undefined);
        const caught = waited.catch((thrown: unknown) => thrown);
        await vi.runAllTimersAsync();
        const thrown = await caught;
        if (thrown instanceof Error) throw thrown;
      };
      await fail();
      await fail();
      patience.worked();
      await fail();
      await fail();
      await expect(fail()).rejects.toBe(error);
      expect(patience.attempt).toBe(5);
    } finally {
      vi.useRealTimers();
    }
  });

  it("waits as long as the server says, stops at the signal, and passes on what will not pass", async () => {
    vi.useFakeTimers();
    try {
      const stop = new AbortController();
      const patience = new Patience(DEFAULT_TUNING, stop.signal);
      const error = new AppError("x", "It failed.", "Wait.");
      let isOver = false;
      const waited = patience
        .wait(new Passing(error, 7000), () => undefined)
        .then(() => (isOver = true));
      await vi.advanceTimersByTimeAsync(6999);
      expect(isOver).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      await waited;
      const stopped = patience.wait(new Passing(error, 7000), () => undefined);
      stop.abort(new DOMException("Stopped.", "AbortError"));
      await expect(stopped).rejects.toThrow("Stopped.");
      const other = new Patience(DEFAULT_TUNING, new AbortController().signal);
      await expect(other.wait(error, () => undefined)).rejects.toBe(error);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("ranges", () => {
  const wanted = { start: 100, end: 300, fileBytes: 300 };
  const place = (status: number, headers: Record<string, string>) =>
    bodyStart(new Response(new Uint8Array(), { status, headers }), wanted, ASKED);

  it("places the body where the answer says, or refuses it", () => {
    expect(place(206, { "content-range": "bytes 100-299/300" })).toBe(100);
    expect(place(206, { "content-range": "bytes 100-299/*", "content-length": "200" })).toBe(100);
    expect(place(206, {})).toBe(100);
    expect(place(200, { "content-length": "300" })).toBe(0);
    for (const headers of [
      { "content-range": "bytes 0-199/300" },
      { "content-range": "bytes 100-299/400" },
      { "content-range": "bytes 100-298/300" },
      { "content-length": "199" },
    ]) {
      expect(() => place(206, headers)).toThrow("answered strangely");
    }
    expect(() => place(200, { "content-type": "text/html; charset=utf-8" })).toThrow(
      "it is a web page",
    );
    expect(() => place(203, {})).toThrow("status 203");
  });

  it("cuts the last part at the file's end", () => {
    expect([partRange(0, 10, 25), partRange(2, 10, 25)]).toEqual([
      [0, 10],
      [20, 25],
    ]);
  });
});

describe("hash", () => {
  it("equals Node's SHA-256 and Git's blob id, in pieces of any size", async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const blobId = createHash("sha1").update("blob 1000\0").update(bytes).digest("hex");
    const hash = new FileHash("git-sha1", bytes.length);
    for (const [start, end] of [
      [0, 1],
      [1, 700],
      [700, 1000],
    ])
      hash.update(bytes.subarray(start, end));
    expect(hash.finish()).toEqual({ hub: blobId, sha256 });
    expect(await sha256Hex(bytes)).toBe(sha256);
    // `git hash-object` of an empty file.
    expect(new FileHash("git-sha1", 0).finish().hub).toBe(
      "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    );
  });
});

describe("plan", () => {
  const entry = (path: string, hex = "00"): HubEntry => ({
    path,
    bytes: 10,
    digest: { kind: "sha256", hex },
  });
  const tree = ["a.onnx", "a.onnx_data", "a.onnx_data_1", "a.onnx_data_old", "ab.onnx", "c.json"];
  const request = { repo: "org/model", revision: "main", files: [{ path: "a.onnx" }] };

  it("fetches weights behind all graphs, and the rest in its order", () => {
    const files = ["a.onnx", "a.onnx_data", "b.onnx", "b.onnx_data_1", "c.json"].map((path) =>
      plannedFile({ path, bytes: 1, digest: { kind: "sha256", hex: "00" } }, undefined),
    );
    expect(weightsLast(files).map(({ path }) => path)).toEqual([
      "a.onnx",
      "b.onnx",
      "c.json",
      "a.onnx_data",
      "b.onnx_data_1",
    ]);
  });

  it("takes the external data beside a graph and no more", () => {
    const { entries, absent, missing } = wantedEntries(
      {
        ...request,
        files: [...request.files, { path: "d.json", isOptional: true }, { path: "e.json" }],
      },
      tree.map((path) => entry(path)),
    );
    expect(entries.map(({ path }) => path)).toEqual(["a.onnx", "a.onnx_data", "a.onnx_data_1"]);
    expect([absent, missing]).toEqual([["d.json"], ["e.json"]]);
  });

  it("keeps what is here only when it is the same file", () => {
    const here = { ...plannedFile(entry("a.onnx", "11"), undefined), sha256: "11" };
    expect(plannedFile(entry("a.onnx", "11"), here)).toBe(here);
    expect(plannedFile(entry("a.onnx", "22"), here).sha256).toBeNull();
  });

  it("knows whether a plan on disk holds all that is asked for", () => {
    const slices = { names: ["row"], header: "{}", ranges: [], sourceBytes: 10 };
    const manifest: Manifest = {
      version: 1,
      repo: "org/model",
      revision: "main",
      commit: "0".repeat(40),
      addedAtMs: 0,
      files: [
        plannedFile(entry("a.onnx"), undefined),
        plannedFile(entry("a.onnx_data"), undefined),
        { ...plannedFile(entry("m.safetensors"), undefined), digest: null, slices },
      ],
      absent: ["d.json"],
    };
    expect(isCovered(manifest, request)).toBe(true);
    const optional = { path: "d.json", isOptional: true };
    expect(isCovered(manifest, { ...request, files: [optional] })).toBe(true);
    expect(isCovered(manifest, { ...request, files: [{ path: "d.json" }] })).toBe(false);
    const tensors = (name: string) => ({ path: "m.safetensors", names: [name] });
    expect(isCovered(manifest, { ...request, tensors: tensors("row") })).toBe(true);
    expect(isCovered(manifest, { ...request, tensors: tensors("column") })).toBe(false);
    // The small file of slices is not the whole file.
    expect(isCovered(manifest, { ...request, files: [{ path: "m.safetensors" }] })).toBe(false);
    expect(filesOf(manifest, ["a.onnx"]).map(({ path }) => path)).toEqual([
      "a.onnx",
      "a.onnx_data",
    ]);
  });
});

describe("progress", () => {
  it("never falls, and knows the rate of the last seconds", () => {
    const told: DownloadProgress[] = [];
    let nowMs = 0;
    const meter = new ProgressMeter(
      (one) => told.push(one),
      100,
      () => nowMs,
    );
    meter.phase("asking");
    meter.begin(1000);
    meter.phase("downloading", "a.onnx");
    for (nowMs = 1000; nowMs <= 4000; nowMs += 1000) meter.file("a.onnx", nowMs / 10, 100);
    expect(told.at(-1)).toMatchObject({
      doneBytes: 400,
      totalBytes: 1000,
      bytesPerSec: 100,
      secondsLeft: 6,
      file: "a.onnx",
    });
    nowMs = 6000;
    meter.beat();
    expect(told.at(-1)).toMatchObject({ doneBytes: 400, bytesPerSec: 60 });
    nowMs = 9500;
    meter.beat();
    expect(told.at(-1)).toMatchObject({ doneBytes: 400, bytesPerSec: 0, secondsLeft: null });
    meter.phase("retrying", "a.onnx", 2);
    meter.file("a.onnx", 0);
    meter.beat();
    expect(told.at(-1)).toMatchObject({
      phase: "retrying",
      doneBytes: 400,
      bytesPerSec: 0,
      secondsLeft: null,
      attempt: 2,
    });
    meter.file("b.onnx", 5000);
    meter.beat();
    expect(told.at(-1)!.doneBytes).toBe(1000);
  });

  it("tells at most ten times a second, but every change of phase", () => {
    const told: DownloadProgress[] = [];
    const meter = new ProgressMeter(
      (one) => told.push(one),
      100,
      () => 5,
    );
    for (let index = 0; index < 50; index++) meter.file("a", index, 1);
    expect(told).toHaveLength(1);
    meter.phase("downloading", "b");
    meter.phase("retrying", "b", 2);
    expect(told).toHaveLength(3);
  });
});

describe("listing", () => {
  const names = ["a.onnx", "b.json", "c.json", "d/e.json", "d/f.json"];
  const content = new Map(names.map((name) => [name, new TextEncoder().encode(name)]));

  it("is read page by page, with sizes and digests", async () => {
    const server = await startHub({ repos: new Map([["org/model", content]]), pageEntries: 2 });
    try {
      const hub = openHub({ baseUrl: server.url, token: "t" }, "org/model", 5000);
      const { signal } = new AbortController();
      const entries = await hub.tree(await hub.commit("main", signal), signal);
      expect(entries.map(({ path }) => path).sort()).toEqual(names);
      for (const { path, bytes, digest } of entries) {
        const hash = new FileHash(digest.kind, path.length);
        hash.update(new TextEncoder().encode(path));
        expect([bytes, digest.hex]).toEqual([path.length, hash.finish().hub]);
        expect(digest.kind).toBe(path === "a.onnx" ? "sha256" : "git-sha1");
      }
    } finally {
      await server.close();
    }
  });

  it("follows no link to another origin, where the token would go along", async () => {
    const asked: string[] = [];
    const answer = vi.spyOn(globalThis, "fetch").mockImplementation((url) => {
      asked.push(url as string);
      const link = '<https://elsewhere.test/next>; rel="next"';
      return Promise.resolve(new Response("[]", { headers: { link } }));
    });
    try {
      const hub = openHub({ baseUrl: "https://hub.test", token: "t" }, "org/model", 5000);
      expect(await hub.tree("0".repeat(40), new AbortController().signal)).toEqual([]);
      expect(asked).toHaveLength(1);
    } finally {
      answer.mockRestore();
    }
  });

  it.each([
    ["no list", "{}"],
    ["an entry without a size", '[{"type":"file","path":"a","oid":"00"}]'],
    ["a digest that is none", '[{"type":"file","path":"a","size":1,"lfs":{"oid":"xyz","size":1}}]'],
    ["an entry that is null", "[null]"],
    ["no JSON", "<html>"],
  ])("refuses %s in words", async (_, text) => {
    const answer = vi
      .spyOn(globalThis, "fetch")
      .mockImplementation(() => Promise.resolve(new Response(text)));
    try {
      const hub = openHub({ baseUrl: "https://hub.test", token: null }, "org/model", 5000);
      const listed = hub.tree("0".repeat(40), new AbortController().signal);
      await expect(listed).rejects.toMatchObject({ code: "hub-answer" });
    } finally {
      answer.mockRestore();
    }
  });
});

describe("words", () => {
  it("says sizes as disks count", () => {
    expect([0, 812, 3_100_000, 120_400_000, 1_250_000_000, 5e13].map(sizeWords)).toEqual([
      "0 bytes",
      "812 bytes",
      "3.1 MB",
      "120 MB",
      "1.3 GB",
      "50000 GB",
    ]);
  });

  it("tries again what may pass, and nothing else", () => {
    const passing = [408, 429, 500, 502, 503, 504].map((status) => refusal(status, null, ASKED));
    expect(passing).toEqual(passing.map(() => null));
    const codes = [400, 401, 403, 404].map((status) => refusal(status, null, ASKED)?.code);
    expect(codes).toEqual(["hub-answer", "model-gated", "model-gated", "model-file-missing"]);
  });

  it("refuses an address or a name that is none", () => {
    const open = (baseUrl: string, repo: string) => () =>
      openHub({ baseUrl, token: null }, repo, 1000);
    expect(open("huggingface.co", "org/model")).toThrow(
      '"huggingface.co" is not the address of a hub',
    );
    expect(open("ftp://x", "org/model")).toThrow("is not the address of a hub");
    for (const repo of ["model", "a/b/c", "../x", "org/..", "org/a b"]) {
      expect(open("https://hub.test", repo)).toThrow("is not the name of a model");
    }
    const hub = openHub({ baseUrl: "https://hub.test/mirror/", token: null }, "org/model", 1000);
    expect(hub.fileUrl("abc", "onnx/a b.onnx")).toBe(
      "https://hub.test/mirror/org/model/resolve/abc/onnx/a%20b.onnx",
    );
  });
});

// The stand-in hub itself: its URLs and faults, so that what the browser tests see is what they asked for.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseFault } from "../../tools/hub/faults.ts";
import { requestedRange } from "../../tools/hub/range.ts";
import { startHub, type Hub } from "../../tools/hub/server.ts";

const GRAPH = new Uint8Array(300_000).map((_, index) => (index * 31) % 251);
const CONFIG = new TextEncoder().encode('{"a":1}');
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

it("says how it is called", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "tools/hub/main.ts", "--help"],
    { encoding: "utf8" },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/hub -- --root DIR/);
});

describe("stand-in hub", () => {
  let hub: Hub;
  beforeEach(async () => {
    const files = new Map([
      ["onnx/x.onnx", GRAPH],
      ["config.json", CONFIG],
    ]);
    hub = await startHub({ repos: new Map([["org/name", files]]), pageEntries: 2 });
  });
  afterEach(() => hub.close());

  const graphUrl = () => `${hub.url}/org/name/resolve/main/onnx/x.onnx`;

  it("lists a repository page by page, with both kinds of digest", async () => {
    const { sha } = (await (
      await fetch(`${hub.url}/api/models/org/name/revision/main`)
    ).json()) as {
      sha: string;
    };
    expect(sha).toMatch(/^[\da-f]{40}$/);
    const first = await fetch(`${hub.url}/api/models/org/name/tree/${sha}?recursive=true`);
    const next = /<(.+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1];
    const entries = [
      ...((await first.json()) as unknown[]),
      ...((await (await fetch(next!)).json()) as unknown[]),
    ];
    expect(entries).toContainEqual(
      expect.objectContaining({
        path: "onnx/x.onnx",
        size: GRAPH.length,
        lfs: expect.objectContaining({ oid: sha256(GRAPH) }),
      }),
    );
    const blobId = createHash("sha1")
      .update(`blob ${CONFIG.length}\0`)
      .update(CONFIG)
      .digest("hex");
    expect(entries).toContainEqual(
      expect.objectContaining({ path: "config.json", type: "file", oid: blobId }),
    );
  });

  it("redirects a large file to the other origin and serves a small one itself", async () => {
    const moved = await fetch(graphUrl(), { redirect: "manual" });
    expect(moved.status).toBe(302);
    expect(moved.headers.get("location")?.startsWith(hub.cdnUrl)).toBe(true);
    expect(moved.headers.get("x-linked-etag")).toBe(`"${sha256(GRAPH)}"`);
    expect(await (await fetch(`${hub.url}/org/name/resolve/main/config.json`)).json()).toEqual({
      a: 1,
    });
  });

  it("answers a range, and the whole file when If-Range is another ETag", async () => {
    const part = await fetch(graphUrl(), { headers: { range: "bytes=100-199" } });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 100-199/${GRAPH.length}`);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(GRAPH.slice(100, 200));
    const whole = await fetch(graphUrl(), {
      headers: { range: "bytes=100-199", "if-range": '"old"' },
    });
    expect(whole.status).toBe(200);
    expect(requestedRange({ range: "bytes=-10" }, 100, "")).toEqual({ start: 90, end: 100 });
    expect(requestedRange({ range: "bytes=100-" }, 100, "")).toBe("unsatisfiable");
  });

  it("cuts after the bytes it was told to, once", async () => {
    hub.setFaults([{ kind: "cut", afterBytes: 1000, times: 1 }]);
    const reader = (await fetch(graphUrl())).body!.getReader();
    let received = 0;
    await expect(
      (async () => {
        for (;;) received += (await reader.read()).value!.length;
      })(),
    ).rejects.toThrow("terminated");
    // What has not been read when the connection ends is lost.
    expect(received).toBeLessThanOrEqual(1000);
    const again = new Uint8Array(await (await fetch(graphUrl())).arrayBuffer());
    expect(again).toEqual(GRAPH);
    expect(hub.log.filter(({ server }) => server === "cdn").map((one) => one.sentBytes)).toEqual([
      1000,
      GRAPH.length,
    ]);
  });

  it("breaks a stalled connection when it is told to", async () => {
    hub.setFaults([{ kind: "stall", afterBytes: 1000, times: 1 }]);
    const reader = (await fetch(graphUrl())).body!.getReader();
    for (let received = 0; received < 1000;) received += (await reader.read()).value!.length;
    const next = reader.read();
    await fetch(`${hub.url}/__break`, { method: "POST", body: "org/name" });
    await expect(next).rejects.toThrow("terminated");
  });

  it("flips a byte, refuses, gates and forgets CORS on demand", async () => {
    hub.setFaults([{ kind: "wrong-bytes", atOffset: 70_000, times: 1 }]);
    const wrong = new Uint8Array(await (await fetch(graphUrl())).arrayBuffer());
    expect([...wrong.keys()].filter((index) => wrong[index] !== GRAPH[index])).toEqual([70_000]);

    hub.setFaults([{ kind: "status", status: 503, retryAfterSec: 2, times: 1, skip: 1 }]);
    const statuses = [];
    for (let index = 0; index < 3; index++) {
      const { status } = await fetch(graphUrl(), { redirect: "manual" });
      statuses.push(status);
    }
    expect(statuses).toEqual([302, 503, 302]);

    hub.setFaults([{ kind: "gated", token: "secret" }, { kind: "no-cors" }]);
    const shut = await fetch(graphUrl());
    expect([shut.status, shut.headers.get("x-error-code")]).toEqual([401, "GatedRepo"]);
    expect(shut.headers.has("access-control-allow-origin")).toBe(false);
    const open = await fetch(graphUrl(), { headers: { authorization: "Bearer secret" } });
    expect(open.status).toBe(200);
  });

  it("answers another range than asked, another ETag, or the whole", async () => {
    const ask = () => fetch(graphUrl(), { headers: { range: "bytes=100-199" } });
    hub.setFaults([{ kind: "wrong-range", times: 1 }]);
    expect((await ask()).headers.get("content-range")).toBe(`bytes 93-192/${GRAPH.length}`);
    hub.setFaults([{ kind: "ignore-range", times: 1 }]);
    expect((await ask()).status).toBe(200);
    hub.setFaults([{ kind: "etag", etag: "new" }]);
    expect((await ask()).headers.get("etag")).toBe('"new"');
  });

  it("slows down and stalls without losing or adding a byte", async () => {
    hub.setFaults([{ kind: "slow", bytesPerSec: 6_000_000, times: 1 }]);
    expect(new Uint8Array(await (await fetch(graphUrl())).arrayBuffer())).toEqual(GRAPH);
    hub.setFaults([{ kind: "stall", atOffset: 1000, times: 1 }]);
    const stop = new AbortController();
    const reader = (await fetch(graphUrl(), { signal: stop.signal })).body!.getReader();
    const came: number[] = [];
    while (came.length < 1000) came.push(...((await reader.read()).value ?? []));
    expect(Uint8Array.from(came)).toEqual(GRAPH.subarray(0, 1000));
    const next = reader.read();
    stop.abort();
    await expect(next).rejects.toThrow("aborted");
  });

  it("knows no strange repository, revision or file", async () => {
    const answer = async (path: string) => {
      const response = await fetch(hub.url + path);
      return [response.status, response.headers.get("x-error-code")];
    };
    expect(await answer("/api/models/org/other/revision/main")).toEqual([401, "RepoNotFound"]);
    expect(await answer("/api/models/org/name/revision/v9")).toEqual([404, "RevisionNotFound"]);
    expect(await answer("/org/name/resolve/main/no.onnx")).toEqual([404, "EntryNotFound"]);
  });
});

it("reads a fault from a command line, or says which word is wrong", () => {
  expect(parseFault("kind=cut,path=onnx/x.onnx,afterBytes=10,times=1")).toEqual({
    kind: "cut",
    path: "onnx/x.onnx",
    afterBytes: 10,
    times: 1,
  });
  expect(() => parseFault("kind=cut,speed=1")).toThrow('"speed=1" is not a field');
  expect(() => parseFault("kind=explode")).toThrow("must be one of cut, stall");
});

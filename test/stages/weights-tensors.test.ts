// One tensor out of a large safetensors file: its header and its bytes cross the wire, and nothing else.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWeights } from "../../src/engine/weights-client.ts";
import type { Weights } from "../../src/model/weights/api.ts";
import {
  blobBytes,
  QUICK,
  randomBytes,
  refusalOf,
  sameBytes,
  testHub,
  type TestHub,
} from "../support/hub.ts";

const PATH = "model.safetensors";
const ROW = new Uint8Array(Float32Array.from([1, 2.5, -3, 0.125]).buffer);
const BIG_BYTES = 500_000;

/** A safetensors file with a large tensor around a small one. */
function bigFile(header?: unknown): Uint8Array<ArrayBuffer> {
  const json = JSON.stringify(
    header ?? {
      __metadata__: { format: "pt" },
      embed: { dtype: "U8", shape: [BIG_BYTES], data_offsets: [0, BIG_BYTES] },
      image_newline: {
        dtype: "F32",
        shape: [4],
        data_offsets: [BIG_BYTES, BIG_BYTES + ROW.length],
      },
    },
  );
  const head = new Uint8Array(8);
  new DataView(head.buffer).setBigUint64(0, BigInt(json.length), true);
  return Uint8Array.from([
    ...head,
    ...new TextEncoder().encode(json),
    ...randomBytes(BIG_BYTES, 3),
    ...ROW,
  ]);
}

describe("weights by tensor", () => {
  let weights: Weights;
  let hub: TestHub;
  beforeEach(async () => {
    weights = createWeights(QUICK);
    hub = await testHub({ [PATH]: bigFile(), "config.json": new TextEncoder().encode("{}") });
  });
  afterEach(async () => {
    await hub.faults();
    await weights.remove(hub.repo);
    weights.dispose();
  });
  const download = (names: readonly string[]) =>
    weights.download(
      {
        repo: hub.repo,
        revision: "main",
        files: [{ path: "config.json" }],
        tensors: { path: PATH, names },
      },
      hub.settings,
    );

  it("keeps a small safetensors file with the tensors that are there", async () => {
    const model = await download(["model.image_newline", "image_newline"]);
    const bytes = await blobBytes((await weights.open(hub.repo)).get(PATH));
    const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(headerBytes % 8).toBe(0);
    const header: unknown = JSON.parse(
      new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes)),
    );
    expect(header).toEqual({
      image_newline: { dtype: "F32", shape: [4], data_offsets: [0, ROW.length] },
    });
    expect(bytes.slice(8 + headerBytes)).toEqual(ROW);
    expect(model.files.find(({ path }) => path === PATH)).toMatchObject({ bytes: bytes.length });
    const sent = (await hub.served(PATH)).reduce((sum, { sentBytes }) => sum + sentBytes, 0);
    expect(sent).toBeLessThan(1000);
    expect(await weights.verify(hub.repo)).toEqual({ bad: [] });
    const before = (await hub.log()).length;
    await download(["model.image_newline", "image_newline"]);
    expect((await hub.log()).length).toBe(before);
  });

  it("adds a tensor to those that are here", async () => {
    await download(["image_newline"]);
    await download(["embed"]);
    const before = (await hub.log()).length;
    await download(["image_newline", "embed"]);
    expect((await hub.log()).length).toBe(before);
    const bytes = await blobBytes((await weights.open(hub.repo)).get(PATH));
    const data = bytes.subarray(8 + Number(new DataView(bytes.buffer).getBigUint64(0, true)));
    expect(sameBytes(data.subarray(0, ROW.length), ROW)).toBe(true);
    expect(sameBytes(data.subarray(ROW.length), randomBytes(BIG_BYTES, 3))).toBe(true);
    expect(await weights.verify(hub.repo)).toEqual({ bad: [] });
  });

  it("reads past what it did not ask for when the server has no ranges", async () => {
    await hub.faults({ kind: "ignore-range", path: PATH });
    await download(["image_newline"]);
    const bytes = await blobBytes((await weights.open(hub.repo)).get(PATH));
    expect(bytes.slice(-ROW.length)).toEqual(ROW);
  });

  it("survives a cut, and names a tensor that is not there", async () => {
    await hub.faults({ kind: "cut", path: PATH, afterBytes: 3, times: 3 });
    await download(["image_newline"]);
    expect(await refusalOf(download(["no_such_row"]))).toMatchObject({
      code: "model-weights",
      message: expect.stringContaining('none of the tensors "no_such_row"'),
    });
  });

  it.each([
    ["a place outside the file", { x: { dtype: "F32", shape: [4], data_offsets: [0, 9e9] } }],
    ["a header that is a list", []],
    ["a place that is no pair", { x: { dtype: "F32", shape: [4], data_offsets: "all" } }],
  ])("refuses %s", async (_, header) => {
    await hub.put(PATH, bigFile(header));
    expect(await refusalOf(download(["x"]))).toMatchObject({ code: "model-weights" });
  });

  it("refuses a header longer than the file", async () => {
    const lying = bigFile();
    new DataView(lying.buffer).setBigUint64(0, 2n ** 60n, true);
    await hub.put(PATH, lying);
    expect(await refusalOf(download(["x"]))).toMatchObject({
      code: "model-weights",
      message: expect.stringContaining("its header claims"),
    });
  });
});

import { describe, expect, it } from "vitest";
import { readBytes, readFloats } from "../../src/gpu/readback.ts";
import { createRecorder } from "../../src/gpu/recorder.ts";
import { createTensor, tensorFrom } from "../../src/gpu/tensor.ts";
import { encodeSpliceRows, loadSpliceRows, type RowSplice } from "../../src/kernels/splice-rows.ts";
import { spliceRowsReference } from "../reference/splice-rows.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded, seededNormals } from "../support/random.ts";

const gpu = useGpu();

interface Case {
  readonly sourceRows: number;
  readonly targetRows: number;
  readonly width: number;
  readonly rows: number;
  readonly fromRow: number;
  readonly toRow: number;
}

async function run(
  { sourceRows, targetRows, width, rows, fromRow, toRow }: Case,
  picks?: readonly number[],
  axisLimit?: number,
): Promise<{ got: Float32Array; want: Float32Array }> {
  const sourceData = seededNormals(sourceRows * width, 1);
  const targetData = seededNormals(targetRows * width, 2);
  const source = tensorFrom(gpu(), sourceData, [sourceRows, width], "test/source");
  const target = tensorFrom(gpu(), targetData, [1, targetRows, width], "test/embeds");
  const pickTensor =
    picks && tensorFrom(gpu(), Uint32Array.from(picks), [picks.length], "test/picks");
  const splice: RowSplice = { source, target, rows, width, fromRow, toRow };
  const kernels = await loadSpliceRows(gpu(), "f32");
  const recorder = createRecorder(gpu(), "test");
  const narrow =
    axisLimit === undefined
      ? gpu()
      : {
          ...gpu(),
          device: { limits: { maxComputeWorkgroupsPerDimension: axisLimit } } as GPUDevice,
        };
  encodeSpliceRows(
    narrow,
    recorder,
    kernels,
    pickTensor ? { ...splice, picks: pickTensor } : splice,
  );
  recorder.submit();
  const got = await readFloats(gpu(), target);
  for (const tensor of [source, target, pickTensor]) tensor?.destroy();
  const chosen = Array.from({ length: rows }, (_, r) => fromRow + (picks ? picks[r]! : r));
  return { got, want: spliceRowsReference(targetData, sourceData, width, chosen, toRow) };
}

const CASES: readonly Case[] = [
  { sourceRows: 1, targetRows: 1, width: 1, rows: 1, fromRow: 0, toRow: 0 },
  { sourceRows: 7, targetRows: 20, width: 127, rows: 5, fromRow: 2, toRow: 11 },
  { sourceRows: 64, targetRows: 100, width: 128, rows: 64, fromRow: 0, toRow: 36 },
  { sourceRows: 33, targetRows: 40, width: 129, rows: 31, fromRow: 1, toRow: 0 },
  { sourceRows: 5, targetRows: 9, width: 896, rows: 3, fromRow: 0, toRow: 4 },
];

describe.each(CASES)("splice-rows $rows of $sourceRows×$width", (shape) => {
  it("copies a run of rows and leaves the others as they were", async () => {
    const { got, want } = await run(shape);
    expect(got).toEqual(want);
  });

  it("copies the rows that an index tensor names, repeats included", async () => {
    const random = seeded(shape.width);
    const most = shape.sourceRows - shape.fromRow;
    const picks = Array.from({ length: shape.rows }, () => Math.floor(random() * most));
    const { got, want } = await run(shape, picks);
    expect(got).toEqual(want);
  });
});

describe("splice-rows", () => {
  const SHAPE: Case = {
    sourceRows: 10,
    targetRows: 12,
    width: 9,
    rows: 10,
    fromRow: 0,
    toRow: 1,
  };

  it("folds the rows over two grid axes, tail included", async () => {
    const { got, want } = await run(SHAPE, undefined, 4);
    expect(got).toEqual(want);
  });

  it("changes nothing for no rows", async () => {
    const { got, want } = await run({ ...SHAPE, rows: 0 });
    expect(got).toEqual(want);
  });

  it("writes one vector, the newline, at a row", async () => {
    const { got, want } = await run({ ...SHAPE, sourceRows: 1, rows: 1, toRow: 11 });
    expect(got).toEqual(want);
  });

  it("refuses to read or write past the end", async () => {
    await expect(run({ ...SHAPE, toRow: 3 })).rejects.toThrow(/splice of 10 rows/);
    await expect(run({ ...SHAPE, fromRow: 1 })).rejects.toThrow(/splice of 10 rows/);
    await expect(run(SHAPE, [1, 2, 3])).rejects.toThrow(/fewer than 10 picks/);
  });

  it("copies bits as they are, in the narrowest float that the device has", async () => {
    const isHalf = gpu().facts.hasShaderF16;
    const width = 5; // odd, so that half-float rows start inside a 4-byte word
    const bits = Array.from({ length: 20 }, (_, i) => 0x3c00 + i);
    const values = isHalf ? Uint16Array.from(bits) : Uint32Array.from(bits);
    const dtype = isHalf ? "float16" : "float32";
    const source = createTensor(gpu(), [4, width], dtype, "test/source");
    const target = createTensor(gpu(), [1, 6, width], dtype, "test/embeds");
    gpu().device.queue.writeBuffer(source.buffer, 0, values);
    const kernels = await loadSpliceRows(gpu(), isHalf ? "f16" : "f32");
    const recorder = createRecorder(gpu(), "test");
    encodeSpliceRows(gpu(), recorder, kernels, { source, target, rows: 3, width, toRow: 1 });
    recorder.submit();
    const bytes = await readBytes(gpu(), target);
    const got = Array.from(isHalf ? new Uint16Array(bytes) : new Uint32Array(bytes));
    source.destroy();
    target.destroy();
    const nothing = [0, 0, 0, 0, 0];
    expect(got).toEqual([...nothing, ...bits.slice(0, 15), ...nothing, ...nothing]);
  });
});

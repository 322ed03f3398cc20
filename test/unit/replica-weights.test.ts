// The numbers in a replica: spread, halves, and 4-bit blocks against the floats they stand for.

import { describe, expect, it } from "vitest";
import { joined } from "../../tools/replica/onnx/bytes.ts";
import { replicaFiles } from "../../tools/replica/files.ts";
import { quantizedMatrix } from "../../tools/replica/weights/quantize.ts";
import { computedValues, createRandomValues } from "../../tools/replica/weights/values.ts";
import { readModel, type ReadTensor } from "../support/replica-reader.ts";

const floats = (bytes: Uint8Array): Float32Array => new Float32Array(bytes.slice().buffer);

/** [rows, columns] of (q − 8) · scale. */
function dequantized(packed: Uint8Array, scales: ArrayLike<number>, rows: number): Float32Array {
  const columns = (2 * packed.length) / rows;
  return Float32Array.from({ length: rows * columns }, (_, index) => {
    const byte = packed[index >> 1]!;
    const nibble = index % 2 === 0 ? byte & 15 : byte >> 4;
    return (nibble - 8) * scales[Math.floor(index / 32)]!;
  });
}

describe("random values", () => {
  it("have the spread asked for, and are others under another name", () => {
    const random = createRandomValues(1);
    const [a, b] = ["a", "b"].map((name) => {
      const values = new Float32Array(20_000);
      random.normal(name, values.length, { std: 2, mean: 5 }).read(values, 0);
      return values;
    });
    const mean = a!.reduce((sum, value) => sum + value, 0) / a!.length;
    const spread = Math.sqrt(a!.reduce((sum, value) => sum + (value - mean) ** 2, 0) / a!.length);
    expect(mean).toBeCloseTo(5, 1);
    expect(spread).toBeCloseTo(2, 1);
    expect(a).not.toEqual(b);
  });

  it("are the same however they are read", () => {
    const values = createRandomValues(1).normal("a", 600_000, { std: 1 });
    const row = new Float32Array(600_000);
    values.read(row, 0);
    const column = new Float32Array(1000);
    values.read(column, 7, 600);
    expect([...column]).toEqual(Array.from(column, (_, i) => row[7 + 600 * i]!));
  });
});

describe("4-bit blocks", () => {
  const [rows, columns] = [7, 40];
  const values = createRandomValues(9).normal("matrix", rows * columns, { std: 3 });
  const { packed, scales } = quantizedMatrix("matrix", [rows, columns], values, {
    scales: "float32",
  });
  const read = { packed: joined(packed, "packed"), scales: floats(joined(scales, "scales")) };
  const back = dequantized(read.packed, read.scales, rows);

  it("lie within half a step, and within one where the range ends at 7 steps", () => {
    const want = new Float32Array(rows * columns);
    values.read(want, 0);
    let outer = 0;
    for (const [i, value] of want.entries()) {
      const index = Math.floor(i / columns) * 64 + (i % columns);
      const step = read.scales[Math.floor(index / 32)]!;
      const error = Math.abs(back[index]! - value) / Math.abs(step);
      const isOuter = value / step > 7.5;
      if (isOuter) outer++;
      expect(error).toBeLessThanOrEqual(isOuter ? 1 : 0.5 + 1e-5);
    }
    expect(outer).toBeLessThan(rows * columns * 0.1);
  });

  it("keep the value of the largest magnitude, and fill the last block with zeros", () => {
    const row = new Float32Array(32);
    values.read(row, 0);
    const extreme = row.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most));
    expect([...back.subarray(0, 32)]).toContainEqual(expect.closeTo(extreme, 5));
    expect([...back.subarray(columns, 64)]).toEqual(Array<number>(24).fill(0));
  });

  it("of nothing but zeros are zeros", () => {
    const zeros = quantizedMatrix(
      "zeros",
      [1, 32],
      computedValues(32, () => 0),
      {
        scales: "float32",
      },
    );
    const scales = floats(joined(zeros.scales, "scales"));
    const all = dequantized(joined(zeros.packed, "packed"), scales, 1);
    expect(all.every((value) => value === 0)).toBe(true);
  });

  it("stand for the matrices of the fp32 replica with the same seed", () => {
    const tensorsOf = (dtype: "fp32" | "q4", name: string): Map<string, ReadTensor> => {
      const files = replicaFiles({ family: "qwen2-vl", dtype, scale: "mini", seed: 5 });
      return readModel(files.get(`onnx/${name}${dtype === "q4" ? "_q4" : ""}.onnx`)!).tensors;
    };
    const [plain, blocks] = (["fp32", "q4"] as const).map((dtype) =>
      tensorsOf(dtype, "decoder_model_merged"),
    );
    let count = 0;
    for (const [name, { dims, raw }] of plain!) {
      const quantized = blocks!.get(`${name}_quant`);
      if (quantized === undefined) continue;
      const [inputs, outputs] = dims as [number, number]; // MatMul's right side: [K, N]
      const steps = floats(blocks!.get(`${name}_scales`)!.raw!);
      const got = dequantized(quantized.raw!, steps, outputs);
      const want = floats(raw!);
      let worst = 0; // in steps
      for (let output = 0; output < outputs; output++) {
        for (let input = 0; input < inputs; input++) {
          const at = output * inputs + input; // every width here is a multiple of 32
          const error = Math.abs(got[at]! - want[input * outputs + output]!);
          worst = Math.max(worst, error / Math.abs(steps[Math.floor(at / 32)]!));
        }
      }
      expect(worst, `${name}, in steps`).toBeLessThan(1.00001);
      count++;
    }
    expect(count).toBe(15);
  });
});

// 4-bit weights in the form of MatMulNBits and GatherBlockQuantized: blocks of 32 along a row share a scale, a value is
// (q − 8) · scale, and a byte holds two values, the first in its low half.

import type { Tensor } from "../onnx/element.ts";
import { ELEMENTS } from "../onnx/element.ts";
import { realBytes, type Real } from "../onnx/tensor.ts";
import type { Values } from "./values.ts";

export const BLOCK_SIZE = 32;
export const ZERO_POINT = 8;

export interface QuantizedMatrix {
  /** uint8 [rows, blocks, 16], or [rows, blocks · 16]. */
  readonly packed: Tensor;
  /** [rows, blocks] */
  readonly scales: Tensor;
}

/** The last block of a row is filled up with zeros when `columns` is not a multiple of 32. */
export function quantizedMatrix(
  name: string,
  [rows, columns]: readonly [rows: number, columns: number],
  values: Values,
  options: { readonly scales: Real; readonly flat?: boolean },
): QuantizedMatrix {
  const blocks = Math.ceil(columns / BLOCK_SIZE);
  const rowBytes = (blocks * BLOCK_SIZE) / 2;
  const row = new Float32Array(blocks * BLOCK_SIZE);
  const read = (index: number): void => values.read(row.subarray(0, columns), index * columns);
  return {
    packed: {
      name: `${name}_quant`,
      element: "uint8",
      dims: options.flat ? [rows, rowBytes] : [rows, blocks, BLOCK_SIZE / 2],
      byteLength: rows * rowBytes,
      *pieces() {
        const scales = new Float32Array(blocks);
        for (let index = 0; index < rows; index++) {
          read(index);
          blockScales(row, scales);
          yield packedRow(row, scales);
        }
      },
    },
    scales: {
      name: `${name}_scales`,
      element: options.scales,
      dims: [rows, blocks],
      byteLength: rows * blocks * ELEMENTS[options.scales].bytes,
      *pieces() {
        for (let index = 0; index < rows; index++) {
          const scales = new Float32Array(blocks);
          read(index);
          blockScales(row, scales);
          yield realBytes(scales, options.scales);
        }
      },
    },
  };
}

/**
 * The value of the largest magnitude gets q = 0, which means −8 · scale, so a scale may be negative. Scales of 16 bits
 * are rounded only when written, so the q of both precisions are the same.
 */
function blockScales(row: Float32Array, scales: Float32Array): void {
  for (let block = 0; block < scales.length; block++) {
    let extreme = 0;
    for (let i = block * BLOCK_SIZE; i < (block + 1) * BLOCK_SIZE; i++) {
      const value = row[i] ?? 0;
      if (Math.abs(value) > Math.abs(extreme)) extreme = value;
    }
    scales[block] = extreme / -ZERO_POINT;
  }
}

function packedRow(row: Float32Array, scales: Float32Array): Uint8Array {
  const packed = new Uint8Array(row.length / 2);
  for (let block = 0; block < scales.length; block++) {
    const scale = scales[block] ?? 0;
    const inverse = scale === 0 ? 0 : 1 / scale;
    const start = block * BLOCK_SIZE;
    for (let i = start; i < start + BLOCK_SIZE; i += 2) {
      packed[i / 2] = nibble((row[i] ?? 0) * inverse) | (nibble((row[i + 1] ?? 0) * inverse) << 4);
    }
  }
  return packed;
}

/** Rounds half up, from −8 steps, the scale's largest value, to 7. */
const nibble = (steps: number): number => Math.min(15, (steps + (ZERO_POINT + 0.5)) | 0);

// Turns values into the bytes of a tensor: as they are, as halves, or as constants.

import { halvesOf } from "../../../src/base/half.ts";
import { elementCount } from "../../../src/base/shape.ts";
import type { Values } from "../weights/values.ts";
import { inMemory } from "./bytes.ts";
import { ELEMENTS, type Element, type Tensor } from "./element.ts";

/** The type of activations and unquantised weights. */
export type Real = "float32" | "float16";

/** The number of values made at a time. */
const PIECE = 1 << 16;

export function realTensor(
  name: string,
  real: Real,
  dims: readonly number[],
  values: Values,
): Tensor {
  const count = checkedCount(name, dims, values);
  return {
    name,
    element: real,
    dims,
    byteLength: count * ELEMENTS[real].bytes,
    *pieces() {
      for (let start = 0; start < count; start += PIECE) {
        const piece = new Float32Array(Math.min(PIECE, count - start));
        values.read(piece, start);
        yield realBytes(piece, real);
      }
    },
  };
}

/** Makes a matrix of `rows` × `columns` values, written column by column, which MatMul takes on its right. */
export function transposedTensor(
  name: string,
  real: Real,
  [rows, columns]: readonly [rows: number, columns: number],
  values: Values,
): Tensor {
  const dims = [columns, rows];
  const count = checkedCount(name, dims, values);
  return {
    name,
    element: real,
    dims,
    byteLength: count * ELEMENTS[real].bytes,
    *pieces() {
      for (let column = 0; column < columns; column++) {
        const piece = new Float32Array(rows);
        values.read(piece, column, columns);
        yield realBytes(piece, real);
      }
    },
  };
}

export function constantTensor(
  name: string,
  element: Element,
  dims: readonly number[],
  values: readonly number[],
): Tensor {
  const typed = {
    float32: () => Float32Array.from(values),
    float16: () => halvesOf(values),
    int64: () => BigInt64Array.from(values, BigInt),
    int32: () => Int32Array.from(values),
    uint8: () => Uint8Array.from(values),
    bool: () => Uint8Array.from(values),
  }[element]();
  const bytes = new Uint8Array(typed.buffer);
  return { name, element, dims, ...inMemory(bytes) };
}

export function realBytes(values: Float32Array, real: Real): Uint8Array {
  const typed = real === "float16" ? halvesOf(values) : values;
  return new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
}

function checkedCount(name: string, dims: readonly number[], values: Values): number {
  const count = elementCount(dims);
  if (count !== values.count) {
    throw new Error(`${name} has ${count} places for ${values.count} values.`);
  }
  return count;
}

// The size of one position of a cache: its keys and values in all layers. Outside the cache, on the host and on the
// disk, entries have the shape [layers, keys and values, heads, count, size].

import { BYTES_PER_ELEMENT } from "../gpu/tensor.ts";

export interface EntryShape {
  /** The number of layers that have keys and values. */
  readonly layers: number;
  /** The number of heads of keys and values; queries may have more. */
  readonly heads: number;
  readonly size: number;
  /** The type that the graph takes: float16 in exports that compute in 16 bits. */
  readonly dtype: "float32" | "float16";
}

/** Returns the bytes of one entry: keys and values of all layers. */
export const bytesPerEntry = ({ layers, heads, size, dtype }: EntryShape): number =>
  layers * 2 * heads * size * BYTES_PER_ELEMENT[dtype];

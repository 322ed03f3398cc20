// What one position of a cache weighs: its keys and values in all layers. Away from the cache, on the host and on the
// disk, entries lie as [layers, keys and values, heads, count, size].

import { BYTES_PER_ELEMENT } from "../gpu/tensor.ts";

export interface EntryShape {
  /** How many layers have keys and values. */
  readonly layers: number;
  /** Of keys and values; queries may have more. */
  readonly heads: number;
  readonly size: number;
  /** As the graph takes them: float16 in exports that compute in 16 bits. */
  readonly dtype: "float32" | "float16";
}

/** Bytes of one entry, keys and values of all layers. */
export const bytesPerEntry = ({ layers, heads, size, dtype }: EntryShape): number =>
  layers * 2 * heads * size * BYTES_PER_ELEMENT[dtype];

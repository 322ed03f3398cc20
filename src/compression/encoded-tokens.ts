// The tokens of a video of which only some were encoded, equally many of each step: those alone, among which methods choose, and
// where they stand among all.

import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { loadGatherRows, recordGatherRows } from "../kernels/gather-rows.ts";
import type { Selection } from "./select.ts";

export interface EncodedTokens {
  /** [T, N′, D] */
  readonly rows: Tensor;
  /** [T · N′]: the place of each among all tokens, ascending. */
  readonly places: Uint32Array;
}

/** Copies the encoded tokens of [T, N, D] together; the caller destroys them. `mask` [T · N] has 1 for each. */
export async function encodedRows(
  gpu: Gpu,
  tokens: Tensor,
  mask: Uint8Array,
): Promise<EncodedTokens> {
  const [steps = 1, , width = 0] = tokens.dims;
  const places = Uint32Array.from([...mask.keys()].filter((place) => mask[place] === 1));
  const kernel = await loadGatherRows(gpu, width, "f32");
  const indices = tensorFrom(gpu, places, [places.length], "compression/encoded-places");
  const dims = [steps, places.length / steps, width];
  const rows = createTensor(gpu, dims, "float32", "compression/encoded-tokens");
  const recorder = createRecorder(gpu, "compression/encoded-tokens");
  const shape = { count: places.length, width };
  recordGatherRows(recorder, kernel, shape, { rows: tokens, indices, picked: rows });
  recorder.submit();
  indices.destroy();
  return { rows, places };
}

type OfTokens = Pick<Selection, "tokenScores" | "keptMask" | "members">;

/**
 * Spreads what a selection says of the encoded tokens over all `total`. The others are not kept, have the lowest score, and are
 * merged into none.
 */
export function amongAll(
  { tokenScores, keptMask, members }: OfTokens,
  places: Uint32Array,
  total: number,
): OfTokens {
  const lowest = tokenScores.reduce((least, score) => Math.min(least, score), Infinity);
  const all = {
    tokenScores: new Float32Array(total).fill(lowest),
    keptMask: new Uint8Array(total),
    members: members && Uint32Array.from({ length: total }, (_, place) => place),
  };
  for (const [i, place] of places.entries()) {
    all.tokenScores[place] = tokenScores[i] ?? lowest;
    all.keptMask[place] = keptMask[i] ?? 0;
    if (members !== null && all.members !== null)
      all.members[place] = places[members[i] ?? i] ?? place;
  }
  return all;
}

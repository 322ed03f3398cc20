// A question to a decoder that drops rows between its layers: which rows its prompt has, and where they stand.

import type { Tensor } from "../gpu/tensor.ts";
import type { Decoder } from "../language/decoder.ts";
import { prefillInside, type InsideRows } from "../language/prefill-inside.ts";
import type { RowPositions } from "../language/positions.ts";
import { textRaters } from "../language/text-raters.ts";
import type { Sequence } from "../language/sequence.ts";
import type { DroppedInside } from "./video-tokens.ts";

/** Reads a question behind rows that wait in the decoder, and drops some of them on the way. */
export async function askInside(
  decoder: Decoder,
  { cuts, rate }: DroppedInside,
  {
    textIds,
    places,
    positions = counted(decoder, places.length),
    features,
    suffix,
    signal,
  }: Omit<Sequence, "visual"> & {
    readonly positions: RowPositions | undefined;
    /** All tokens [T, N, D]. */
    readonly features: Tensor;
    readonly suffix: readonly number[];
    readonly signal: AbortSignal | undefined;
  },
) {
  const question = await decoder.embed(suffix);
  const axes = decoder.positionAxes;
  const behind = suffix.map((_, i) => BigInt(positions.next + i));
  const ids = Array.from({ length: axes }, (_, axis) => [
    ...positions.ids.subarray(axis * places.length, (axis + 1) * places.length),
    ...behind,
  ]);
  const [frames = 0, perFrame = 0] = features.dims;
  const total = frames * perFrame;
  const tokens = [...places].map((place) => {
    const token = place - textIds.length;
    return token >= 0 && token < total ? token : -1;
  });
  const rows: InsideRows = {
    positions: { ids: BigInt64Array.from(ids.flat()), next: positions.next + suffix.length },
    tokens: Int32Array.from([...tokens, ...suffix.map(() => -1)]),
  };
  try {
    const raters = rate.wants.includes("raters")
      ? await textRaters(decoder.gpu, features, question)
      : [];
    return await prefillInside(decoder, { question, rows, cuts, rate, raters, signal });
  } finally {
    question.destroy();
  }
}

/** Positions of rows that count up from 0. */
export function counted({ positionAxes }: Decoder, length: number): RowPositions {
  const ids = Array.from({ length: positionAxes * length }, (_, i) => BigInt(i % length));
  return { ids: BigInt64Array.from(ids), next: length };
}

// What methods inside the decoder rate visual rows by, when the rows have passed a part of it.

import { must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import { readFloats } from "../gpu/readback.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { AttentionTensors } from "../model/onnx/cut/attention-tensors.ts";
import type { DecoderPart } from "./decoder-part.ts";
import type { RowPositions } from "./positions.ts";
import { lastKeys, receivedAttention, type Rater } from "./received-attention.ts";

/** A place where rows are dropped: the part that they have just passed. */
export interface RatedPlace {
  readonly gpu: Gpu;
  readonly part: DecoderPart;
  /** The part that takes them next. */
  readonly behind: DecoderPart;
  /** What the rows are between the two, each [1, S, D]. */
  readonly border: readonly Tensor[];
  /** Where they stand. */
  readonly positions: RowPositions;
  /** Queries [1, ≤ S, …] of the part's last layer, for the last rows of the prompt; null unless they are wanted. */
  readonly queries: Tensor | null;
  /** How far the part's last layer has moved each row, float32 [≤ S], from the first on; null unless it is wanted. */
  readonly changes: Tensor | null;
  /** Which of the question's Q rows rate, 0 … Q − 1; none unless they are wanted. */
  readonly raters: readonly number[];
  /** The number Q of the question's rows, which are the last. */
  readonly question: number;
  /** The number S of rows in the part's cache. */
  readonly rows: number;
  /** Which of them can be dropped, ascending. */
  readonly places: Uint32Array<ArrayBuffer>;
}

/** What is made for a rating, since not every one looks at it. */
export type RatedBy = "queries" | "changes" | "raters";

/** A way to rate rows. */
export interface RateRows {
  readonly wants: readonly RatedBy[];
  /** Returns one number for each of the places; higher stays sooner. */
  rate(place: RatedPlace): Promise<Float32Array>;
}

/** How much the prompt's last row looks at each, on average over the heads of the part's last layer (FastV). */
export const rateByLastRow: RateRows = {
  wants: ["queries"],
  rate: (place) => rateByRows(place, [place.question - 1]),
};

/** How much the question's raters look at each, on average over them and the heads of the part's last layer (SparseVLM). */
export const rateByRaters: RateRows = {
  wants: ["queries", "raters"],
  rate: (place) => rateByRows(place, place.raters),
};

async function rateByRows(place: RatedPlace, rows: readonly number[]): Promise<Float32Array> {
  const { gpu, part, queries, places } = place;
  const received = await receivedAttention(gpu, attentionOf(part), {
    queries: must(queries, "queries"),
    keys: lastKeys(part),
    raters: lookingRows(place, rows),
    places,
  });
  return readFloats(gpu, received).finally(() => received.destroy());
}

/** Returns rows of the question as rows of the tensor of queries; each sees the keys up to its own. */
export function lookingRows(
  { queries, rows, question }: Pick<RatedPlace, "queries" | "rows" | "question">,
  of: readonly number[],
): Rater[] {
  const given = must(queries, "queries").dims[1] ?? 0;
  return of.map((row) => ({
    row: given - question + row,
    sees: rows - question + row + 1,
  }));
}

/** How far the layer before the cut has moved each (V²Drop). */
export const rateByChange: RateRows = {
  wants: ["changes"],
  async rate({ gpu, changes, places }) {
    const all = await readFloats(gpu, must(changes, "changes"));
    return Float32Array.from(places, (place) => all[place] ?? NaN);
  },
};

/**
 * How much the prompt's last row looks at each in the layer behind the cut, at the positions before it (PDrop): the layer's
 * norm, projections and rotation are computed for all rows, and nothing else of it.
 */
export const rateByNextLayer: RateRows = {
  wants: [],
  async rate({ gpu, behind, border, positions, rows, places }) {
    const probe = await behind.probe();
    if (probe === null) throw hidden(behind);
    probe.cache.reset();
    const { gives } = await probe.forward(border, { positions });
    try {
      const [queries, keys] = [must(gives[0], "queries"), must(gives[1], "keys")];
      const raters = [{ row: rows - 1, sees: rows }];
      const of = { queries, keys, raters, places };
      const received = await receivedAttention(gpu, attentionOf(probe), of);
      return await readFloats(gpu, received).finally(() => received.destroy());
    } finally {
      for (const tensor of gives) tensor.destroy();
    }
  },
};

/** Returns what a part's last attention takes. @throws AppError `attention-hidden` when its graph does not show it. */
export function attentionOf(part: DecoderPart): AttentionTensors {
  if (part.attention === null) throw hidden(part);
  return part.attention;
}

const hidden = ({ from }: DecoderPart): AppError =>
  new AppError(
    "attention-hidden",
    `The decoder's part from layer ${from} on shows no rotated queries, so how much its rows look at each other is not known.`,
    "Choose a method that works before the decoder, or another export of this model.",
  );

// What methods inside the decoder rate visual rows by, when the rows have passed a part of it.

import { must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import { readFloats } from "../gpu/readback.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { AttentionTensors } from "../model/onnx/cut/attention-tensors.ts";
import type { DecoderPart } from "./decoder-part.ts";
import type { RowPositions } from "./positions.ts";
import { lastKeys, receivedAttention } from "./received-attention.ts";

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
  /** Queries [1, ≤ S, …] of the part's last layer, for the last rows of the prompt. */
  readonly queries: Tensor;
  /** The number S of rows in the part's cache. */
  readonly rows: number;
  /** Which of them can be dropped, ascending. */
  readonly places: Uint32Array<ArrayBuffer>;
}

/** Returns one number for each of the places; higher stays sooner. */
export type RateRows = (place: RatedPlace) => Promise<Float32Array>;

/** How much the prompt's last row looks at each, on average over the heads of the part's last layer (FastV). */
export const rateByLastRow: RateRows = async ({ gpu, part, queries, rows, places }) => {
  const received = await receivedAttention(gpu, attentionOf(part), {
    queries,
    keys: lastKeys(part),
    raters: [{ row: (queries.dims[1] ?? 1) - 1, sees: rows }],
    places,
  });
  return readFloats(gpu, received).finally(() => received.destroy());
};

/**
 * How much the prompt's last row looks at each in the layer behind the cut, at the positions before it (PDrop): the layer's
 * norm, projections and rotation are computed for all rows, and nothing else of it.
 */
export const rateByNextLayer: RateRows = async ({
  gpu,
  behind,
  border,
  positions,
  rows,
  places,
}) => {
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

// How SparseVLM+ rates visual rows: attention favours rows that are near, whatever they hold, so it is divided by what rows
// of ones would get at their distance; and of the heads only those count that look at the video most.

import { must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { readFloats } from "../gpu/readback.ts";
import { createTensor, tensorFrom } from "../gpu/tensor.ts";
import { ATTENTION_BY_HEAD, recordAttentionByHead } from "../kernels/attention-by-head.ts";
import { ATTENTION_SUMS, recordAttentionSums } from "../kernels/attention-sums.ts";
import { realOf } from "../kernels/real-of.ts";
import { attentionOf, lookingRows, type RatedPlace, type RateRows } from "./rate-rows.ts";
import { lastKeys } from "./received-attention.ts";
import { strongest } from "./strongest.ts";

/** How many heads count. */
const HEADS = 14;

/** Returns the rating for rotary frequencies θ^(−2i / headSize), which SparseVLM+ has of one axis only. */
export const rateByFarRaters = (theta: number): RateRows => ({
  wants: ["queries", "raters"],
  async rate(place) {
    const { gpu, part, places, raters, rows, question } = place;
    const positions = positionsOf(place);
    const of = attentionOf(part);
    const queries = must(place.queries, "queries");
    const keys = lastKeys(part);
    const headSize = must(keys.dims.at(-1), "head size");
    const looking = raters.map((row) => positions[rows - question + row] ?? NaN);
    const seen = Array.from(places, (row) => positions[row] ?? NaN);
    const real = realOf(queries);
    const [sumsKernel, kernel] = await Promise.all([
      gpu.kernels.load(ATTENTION_SUMS, {}, real),
      gpu.kernels.load(ATTENTION_BY_HEAD, {}, real),
    ]);
    const pairs = lookingRows(place, raters).flatMap(({ row, sees }) => [row, sees]);
    const gains = distanceGains(looking, seen, { theta, headSize });
    const used = {
      raters: tensorFrom(gpu, Uint32Array.from(pairs), [raters.length, 2], "language/raters"),
      places: tensorFrom(gpu, places, [places.length], "language/places"),
      gains: tensorFrom(gpu, gains, [raters.length, places.length], "language/gains"),
      sums: createTensor(gpu, [raters.length, of.heads, 2], "float32", "language/sums"),
    };
    const received = createTensor(gpu, [of.heads, places.length], "float32", "language/by-head");
    const recorder = createRecorder(gpu, "language/attention-by-head");
    const tensors = { queries, keys, received, ...used };
    recordAttentionSums(recorder, sumsKernel, of, tensors);
    recordAttentionByHead(recorder, kernel, of, tensors);
    recorder.submit();
    for (const tensor of Object.values(used)) tensor.destroy(); // takes effect after what was submitted
    const byHead = await readFloats(gpu, received).finally(() => received.destroy());
    return meanOfHeads(byHead, of.heads);
  },
});

/** Returns the mean over the heads whose values [heads, n] have the largest sums. */
export function meanOfHeads(values: Float32Array, heads: number): Float32Array {
  const count = values.length / heads;
  const ofHead = (head: number): Float32Array => values.subarray(head * count, (head + 1) * count);
  const sums = Array.from({ length: heads }, (_, head) =>
    ofHead(head).reduce((sum, value) => sum + value, 0),
  );
  const best = strongest(sums, HEADS);
  return Float32Array.from(
    { length: count },
    (_, i) => best.reduce((sum, head) => sum + (ofHead(head)[i] ?? NaN), 0) / best.length,
  );
}

/**
 * Returns 1 / (q · k / √headSize) for q and k of ones, turned to their positions: [looking, seen]. A pair of channels that turn
 * by the angles a and b has the product 2 cos(a − b).
 */
export function distanceGains(
  looking: readonly number[],
  seen: readonly number[],
  { theta, headSize }: { readonly theta: number; readonly headSize: number },
): Float32Array<ArrayBuffer> {
  const speeds = Array.from({ length: headSize / 2 }, (_, i) => theta ** ((-2 * i) / headSize));
  const byDistance = new Map<number, number>();
  const gainAt = (distance: number): number => {
    let gain = byDistance.get(distance);
    if (gain === undefined) {
      const sum = speeds.reduce((all, speed) => all + 2 * Math.cos(distance * speed), 0);
      gain = Math.sqrt(headSize) / sum;
      byDistance.set(distance, gain);
    }
    return gain;
  };
  return Float32Array.from(looking.flatMap((from) => seen.map((to) => gainAt(from - to))));
}

/** Where the rows stand: one number each. @throws AppError `method-unsupported` for M-RoPE. */
function positionsOf({ positions: { ids }, rows }: RatedPlace): number[] {
  if (ids.length === 0) return Array.from({ length: rows }, (_, row) => row);
  if (ids.length === rows) return Array.from(ids, Number);
  throw new AppError(
    "method-unsupported",
    "SparseVLM+ divides attention by what one distance between rows gives; this model's rows stand on a grid of time, height and width.",
    "Choose SparseVLM, or another method.",
  );
}

// The size of one run of a model's graphs: steps of the vision encoder, rows of a prefill. The largest tensor of a run
// must not exceed what the GPU binds at once, nor a quarter of the memory that is left.

import type { GraphForms } from "./graph-forms.ts";

/** The sizes of a transformer's layers from which the largest tensors follow. */
export interface LayerShape {
  /** The width of the MLP. */
  readonly hidden: number;
  readonly heads: number;
  /** Whether the runtime never holds all scores of attention at once. */
  readonly isFused: boolean;
}

export interface VisionRun extends LayerShape {
  /** The patches of one step, P: a frame's, or those that two frames share. */
  readonly patches: number;
  readonly framesPerStep: 1 | 2;
}

export interface DecoderRunShape extends LayerShape {
  readonly vocabulary: number;
  /** Whether the graph gives float32 logits of every row, because it lacks `num_logits_to_keep`. */
  readonly hasAllLogits: boolean;
  /** The bytes of an activation, as far as the cache's type tells. */
  readonly valueBytes: number;
}

/** Describes a decoder's run from its configuration and the form of its graph. */
export const decoderRun = (
  { hidden, heads, vocabulary }: Pick<DecoderRunShape, "hidden" | "heads" | "vocabulary">,
  { hasFusedDecoder, hasAllLogits, cacheBytes }: GraphForms,
): DecoderRunShape => ({
  hidden,
  heads,
  vocabulary,
  hasAllLogits,
  isFused: hasFusedDecoder,
  valueBytes: cacheBytes,
});

/** The most frames in a run: more use a GPU better, fewer show progress sooner. */
const MOST_FRAMES = 8;
/** The most rows in one run of a prefill, which limits how long a stop has to wait. */
export const MOST_ROWS = 2048;
/** The same on the processor, which is at one run until it ends, and takes no longer for more of them. */
export const MOST_ROWS_ON_CPU = 256;

/**
 * Returns the steps of one run of the vision encoder: 8, 4, 2 or 1; always 1 when two frames make a step. Qwen2-VL's
 * export was traced with one temporal step: its attention mask is open for the first step's patches only, and its
 * results for later steps of a run are wrong. Steps do not attend to each other, so one step a run gives the same
 * numbers.
 */
export function stepsPerRun(vision: VisionRun, largestBytes: number): number {
  if (vision.framesPerStep > 1) return 1;
  return halvedTo(MOST_FRAMES, largestBytes / largestOfStep(vision));
}

/** Returns the bytes of the largest tensor of one step, in 32 bits, since an encoder's precision cannot be read off. */
export const largestOfStep = (vision: VisionRun): number =>
  4 * Math.max(scoresOfStep(vision), vision.patches * vision.hidden);

/** Returns the number of scores in one step's attention: heads · P², or 0 where they are never held. */
export const scoresOfStep = ({ heads, patches, isFused }: VisionRun): number =>
  isFused ? 0 : heads * patches ** 2;

/** Returns the rows of a prefill's run whose last row attends to `positions`: `most`, or that halved several times. */
export function rowsPerRun(
  decoder: DecoderRunShape,
  largestBytes: number,
  positions: number,
  most = MOST_ROWS,
): number {
  const { hidden, valueBytes, hasAllLogits } = decoder;
  const values = Math.max(hidden, scoresOfRow(decoder, positions));
  const logits = hasAllLogits ? logitBytes(decoder, 1) : 0;
  return halvedTo(most, largestBytes / Math.max(logits, valueBytes * values));
}

/** Returns the number of scores in one row's attention: heads · positions, or 0 where they are never held. */
export const scoresOfRow = ({ heads, isFused }: DecoderRunShape, positions: number): number =>
  isFused ? 0 : heads * positions;

/** Returns the bytes of the logits that a run of `rows` rows gives. */
export const logitBytes = ({ vocabulary, hasAllLogits }: DecoderRunShape, rows: number): number =>
  4 * vocabulary * (hasAllLogits ? rows : 1);

function halvedTo(most: number, fitting: number): number {
  let size = most;
  while (size > 1 && size > fitting) size /= 2;
  return size;
}

/** The GPU memory that is assumed, which no page can read: half of that of a computer with 8 GB. */
const COUNTED_ON = 4 * 2 ** 30;
/** The size of bindings that WebGPU guarantees. */
const ALWAYS_ALLOWED = 128 * 2 ** 20;

/** The most that a GPU takes in one piece, in bytes. */
export interface GpuLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
}

/** Returns the most bytes that one tensor may have when `liveBytes` are in use. */
export function largestTensor(limits: GpuLimits, liveBytes: number): number {
  const quarter = (COUNTED_ON - liveBytes) / 4;
  return Math.min(
    limits.maxBufferSize,
    limits.maxStorageBufferBindingSize,
    Math.max(ALWAYS_ALLOWED, quarter),
  );
}

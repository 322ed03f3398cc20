// How much one run of a model's graphs takes: steps of the vision encoder, rows of a prefill. The largest tensor of a
// run must not pass what the GPU binds at once, nor a quarter of the memory that is left.

import type { GraphForms } from "./graph-forms.ts";

/** A transformer's layers, as far as the largest tensors follow from them. */
export interface LayerShape {
  /** Of the MLP. */
  readonly hidden: number;
  readonly heads: number;
  /** The runtime never holds the scores of attention as a whole. */
  readonly isFused: boolean;
}

export interface VisionRun extends LayerShape {
  /** Of one step, P: a frame's, or those that two frames share. */
  readonly patches: number;
  readonly framesPerStep: 1 | 2;
}

export interface DecoderRun extends LayerShape {
  readonly vocabulary: number;
  /** The graph gives float32 logits of every row, for want of `num_logits_to_keep`. */
  readonly hasAllLogits: boolean;
  /** Of an activation, as far as the cache's type tells. */
  readonly valueBytes: number;
}

/** A decoder's run, from what its config says and how its graph came out. */
export const decoderRun = (
  { hidden, heads, vocabulary }: Pick<DecoderRun, "hidden" | "heads" | "vocabulary">,
  { hasFusedDecoder, hasAllLogits, cacheBytes }: GraphForms,
): DecoderRun => ({
  hidden,
  heads,
  vocabulary,
  hasAllLogits,
  isFused: hasFusedDecoder,
  valueBytes: cacheBytes,
});

/** More frames fill a GPU better, fewer show progress sooner. */
const MOST_FRAMES = 8;
/** Rows of one run of a prefill: how long a stop has to wait. */
export const MOST_ROWS = 2048;

/**
 * Steps of one run of the vision encoder: 8, 4, 2 or 1; always 1 where two frames make one. Qwen2-VL's export was traced with
 * one temporal step: its attention mask is open for the first step's patches only, and what it gives for later steps of a
 * run is wrong. Steps do not see each other, so that one step a run is the same mathematics.
 */
export function stepsPerRun(vision: VisionRun, largestBytes: number): number {
  if (vision.framesPerStep > 1) return 1;
  return halvedTo(MOST_FRAMES, largestBytes / largestOfStep(vision));
}

/** Bytes of the largest tensor of one step, in 32 bits: whether an encoder computes in 16 cannot be told from outside. */
export const largestOfStep = (vision: VisionRun): number =>
  4 * Math.max(scoresOfStep(vision), vision.patches * vision.hidden);

/** Values of the scores of one step's attention: heads · P²; 0 where they are never held. */
export const scoresOfStep = ({ heads, patches, isFused }: VisionRun): number =>
  isFused ? 0 : heads * patches ** 2;

/** Rows of one run of a prefill whose last row looks at `positions`: 2048, or that halved some times. */
export function rowsPerRun(decoder: DecoderRun, largestBytes: number, positions: number): number {
  const { hidden, valueBytes, hasAllLogits } = decoder;
  const values = Math.max(hidden, scoresOfRow(decoder, positions));
  const logits = hasAllLogits ? logitBytes(decoder, 1) : 0;
  return halvedTo(MOST_ROWS, largestBytes / Math.max(logits, valueBytes * values));
}

/** Values of the scores of one row's attention: heads · positions; 0 where they are never held. */
export const scoresOfRow = ({ heads, isFused }: DecoderRun, positions: number): number =>
  isFused ? 0 : heads * positions;

/** Bytes of the logits that a run of `rows` rows gives. */
export const logitBytes = ({ vocabulary, hasAllLogits }: DecoderRun, rows: number): number =>
  4 * vocabulary * (hasAllLogits ? rows : 1);

function halvedTo(most: number, fitting: number): number {
  let size = most;
  while (size > 1 && size > fitting) size /= 2;
  return size;
}

/** No page can see a GPU's memory; so much is counted on. Half of what a computer with 8 GB has. */
const COUNTED_ON = 4 * 2 ** 30;
/** WebGPU promises bindings of this size. */
const ALWAYS_ALLOWED = 128 * 2 ** 20;

/** What a GPU takes in one piece, bytes. */
export interface GpuLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
}

/** Bytes that one tensor may have; `liveBytes` are taken already. */
export function largestTensor(limits: GpuLimits, liveBytes: number): number {
  const quarter = (COUNTED_ON - liveBytes) / 4;
  return Math.min(
    limits.maxBufferSize,
    limits.maxStorageBufferBindingSize,
    Math.max(ALWAYS_ALLOWED, quarter),
  );
}

// The memory that a model needs for a number of frames with every token kept, which is the most that a question can
// take. It follows from the numbers of the catalogue and the form of its graphs, in runs as large as the engine makes
// them on this GPU.

import { MOST_POSITIONS, rowsFor } from "../cache-steps.ts";
import { activationBytes } from "../precision.ts";
import { decoderMemory, heldBytes, visionMemory } from "../run-memory.ts";
import {
  decoderRun,
  largestTensor,
  rowsPerRun,
  stepsPerRun,
  type GpuLimits,
} from "../run-sizes.ts";
import type { EntryPrecision, ModelEntry } from "./entry.ts";
import { kvValues } from "./memory-shape.ts";
import { precisionBytes } from "./sizes.ts";

export interface MemoryNeed {
  /** The most bytes in use on the GPU at once: the sum of all parts. */
  readonly gpuBytes: number;
  readonly parts: GpuParts;
  /** The bytes of the runtime and the largest graph, which passes through its heap while the model loads. */
  readonly hostBytes: number;
  /** The steps of a run of the vision encoder, and the rows of a run of the prefill. */
  readonly runs: { readonly steps: number; readonly rows: number };
}

/** What the bytes on the GPU are for. */
export interface GpuParts {
  readonly weights: number;
  /** The keys, values and states. */
  readonly cache: number;
  /** What the vision encoder holds of patches that do not change, before and after a run; 0 where all are encoded. */
  readonly held: number;
  /** The video's tokens, the prompt's rows, and the layers of one run of each graph. */
  readonly activations: number;
  /** The attention scores, which are held as a whole where attention is not fused; else 0. */
  readonly scores: number;
  readonly logits: number;
}

/** The positions of instructions, question and answer. */
export const TEXT_POSITIONS = 512;
/** The page, onnxruntime's code and heap, tokenizer and buffers, as measured with the embedded model. */
const HOST_BYTES = 250 * 2 ** 20;

/** Returns the positions of the video when every token is kept. */
export const videoTokens = ({ tokensPerFrame }: ModelEntry, frames: number): number =>
  Math.ceil(tokensPerFrame.count * frames);

/** Returns the most positions that are held at once. */
export const positionsHeld = ({ context }: ModelEntry): number => Math.min(context, MOST_POSITIONS);

/** Returns the memory for `frames` frames on a GPU of these limits; `copiesStill` where what does not change is copied. */
export function memoryNeed(
  entry: ModelEntry,
  precision: EntryPrecision,
  frames: number,
  limits: GpuLimits,
  copiesStill = false,
): MemoryNeed {
  const { forms, bytes } = precision;
  const { width } = entry.memory.decoder;
  const tokens = videoTokens(entry, frames);
  const positions = Math.min(positionsHeld(entry), tokens + TEXT_POSITIONS);
  const weights = precisionBytes(precision);
  const cache = cacheNeed(entry, precision, frames);
  const rowBytes = 4 * width * (tokens + positions);

  const vision = { ...entry.memory.vision, isFused: forms.hasFusedVision };
  const allSteps = Math.ceil(frames / vision.framesPerStep);
  const steps = Math.min(allSteps, stepsPerRun(vision, largestTensor(limits, weights)));
  const encoding = visionMemory(vision, steps, activationBytes("vision_encoder", precision));

  const decoder = { ...decoderRun(entry.memory.decoder, forms), width };
  const largest = largestTensor(limits, weights + cache + rowBytes);
  const rows = Math.min(positions, rowsPerRun(decoder, largest, positions));
  const valueBytes = activationBytes("decoder_model_merged", precision);
  const prefill = decoderMemory(decoder, { rows, positions }, valueBytes);

  const parts = {
    weights,
    cache,
    held: copiesStill ? 2 * heldBytes(vision.patches, vision.width, vision.layers) : 0,
    activations: rowBytes + encoding.activations + prefill.activations,
    scores: encoding.scores + prefill.scores,
    logits: prefill.logits,
  };
  return {
    gpuBytes: Object.values(parts).reduce((sum, part) => sum + part, 0),
    parts,
    hostBytes: HOST_BYTES + Math.max(...Object.values(bytes)),
    runs: { steps, rows },
  };
}

/**
 * Returns the most bytes of keys, values and states. A cache written in place grows in steps, and takes two at once
 * while it grows from the video's to the question's. Otherwise a run's past and present both take the length of the
 * prompt.
 */
function cacheNeed(entry: ModelEntry, { forms }: EntryPrecision, frames: number): number {
  const { decoder } = entry.memory;
  const capacity = positionsHeld(entry);
  const tokens = Math.min(capacity, videoTokens(entry, frames));
  const positions = Math.min(capacity, tokens + TEXT_POSITIONS);
  const [before, after] = [rowsFor(tokens, capacity), rowsFor(positions, capacity)];
  const grown = before < after ? before + after : after;
  const rows = forms.hasFusedDecoder ? grown : 2 * positions;
  // The states before and after a run, and as they were at the end of the video.
  const states = 3 * (decoder.stateValues ?? 0);
  return forms.cacheBytes * (rows * kvValues(decoder) + states);
}

// The memory that a model takes at a number of frames, with every token kept: the most that a question can take. From the
// numbers of the catalogue and the forms of its graphs, in runs of the sizes that the engine takes on this GPU.

import { MOST_POSITIONS, rowsFor } from "../cache-steps.ts";
import { activationBytes } from "../precision.ts";
import { decoderMemory, visionMemory } from "../run-memory.ts";
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
  /** The most that is alive on the GPU: all parts. */
  readonly gpuBytes: number;
  readonly parts: GpuParts;
  /** The runtime and the largest graph, which passes through its heap while the model loads. */
  readonly hostBytes: number;
  /** Steps of a run of the vision encoder, rows of a run of the prefill. */
  readonly runs: { readonly steps: number; readonly rows: number };
}

/** What is on the GPU, bytes. */
export interface GpuParts {
  readonly weights: number;
  /** Keys, values and states. */
  readonly cache: number;
  /** The video's tokens, the prompt's rows, and the layers of one run of each graph. */
  readonly activations: number;
  /** Attention scores that are held whole because attention is not fused; else 0. */
  readonly scores: number;
  readonly logits: number;
}

/** Positions of instructions, question and answer. */
export const TEXT_POSITIONS = 512;
/** The page, onnxruntime's code and heap, tokenizer and buffers; measured with the embedded model. */
const HOST_BYTES = 250 * 2 ** 20;

/** Positions that the video takes when every token is kept. */
export const videoTokens = ({ tokensPerFrame }: ModelEntry, frames: number): number =>
  Math.ceil(tokensPerFrame.count * frames);

/** Positions that can be held at once. */
export const positionsHeld = ({ context }: ModelEntry): number => Math.min(context, MOST_POSITIONS);

/** Memory at `frames` frames on a GPU of these limits. */
export function memoryNeed(
  entry: ModelEntry,
  precision: EntryPrecision,
  frames: number,
  limits: GpuLimits,
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
 * Bytes of keys, values and states at their most. Written in place, a cache takes its steps, and two of them at once where the
 * question no longer fits the video's. Else a run's past and present stand side by side, as long as the prompt.
 */
function cacheNeed(entry: ModelEntry, { forms }: EntryPrecision, frames: number): number {
  const { decoder } = entry.memory;
  const capacity = positionsHeld(entry);
  const tokens = Math.min(capacity, videoTokens(entry, frames));
  const positions = Math.min(capacity, tokens + TEXT_POSITIONS);
  const [before, after] = [rowsFor(tokens, capacity), rowsFor(positions, capacity)];
  const grown = before < after ? before + after : after;
  const rows = forms.hasFusedDecoder ? grown : 2 * positions;
  // States before and after a run, and as they were at the end of the video.
  const states = 3 * (decoder.stateValues ?? 0);
  return forms.cacheBytes * (rows * kvValues(decoder) + states);
}

// Bytes of what a run of a model's graphs has alive. What the runtime frees it keeps for tensors of the same size, so that the
// parts of a layer, and the two graphs, add up. test/stages/run-memory.test.ts holds this to what is really allocated.

import {
  logitBytes,
  scoresOfRow,
  scoresOfStep,
  type DecoderRun,
  type VisionRun,
} from "./run-sizes.ts";

/** Bytes alive, by what they are. */
export interface RunMemory {
  /** Activations of a layer, and what goes into the graph. */
  readonly activations: number;
  /** Scores of attention that is not fused, and its mask. */
  readonly scores: number;
  readonly logits: number;
}

/** Tensors of a layer that are as wide as the model: the residual, its norm, queries, keys, values and what mixes them. */
const WIDE_TENSORS = 7;
/** Scores are there before and after the softmax. */
const SCORE_TENSORS = 2;
/** A traced decoder writes its mask at indices, four of 8 bytes for each score of a head; they are made, then copied. */
const MASK_BYTES = 2 * 4 * 8;
/** Batches of pixels: one fills while another is encoded, cut into patches. */
const PIXEL_BATCHES = 3;

/** Of one run of the vision encoder; `valueBytes` has an activation. */
export function visionMemory(
  vision: VisionRun & { readonly width: number; readonly patchSize: number },
  steps: number,
  valueBytes: number,
): RunMemory {
  const { patches, hidden, width, patchSize, framesPerStep } = vision;
  const values = 2 * hidden + WIDE_TENSORS * width;
  const pixels = PIXEL_BATCHES * 3 * patchSize ** 2 * framesPerStep;
  return {
    activations: steps * patches * (valueBytes * values + 4 * pixels),
    scores: valueBytes * SCORE_TENSORS * steps * scoresOfStep(vision),
    logits: 0,
  };
}

/** Of one run of the decoder with `rows` rows, the last of which looks at `positions`. The MLP is gated. */
export function decoderMemory(
  decoder: DecoderRun & { readonly width: number },
  { rows, positions }: { readonly rows: number; readonly positions: number },
  valueBytes: number,
): RunMemory {
  const { hidden, width, isFused } = decoder;
  const scores = valueBytes * SCORE_TENSORS * scoresOfRow(decoder, positions);
  const mask = isFused ? 0 : MASK_BYTES * positions;
  return {
    activations: rows * valueBytes * (3 * hidden + WIDE_TENSORS * width),
    scores: rows * (scores + mask),
    logits: logitBytes(decoder, rows),
  };
}

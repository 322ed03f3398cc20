// The bytes that a run of a model's graphs holds. The runtime keeps what it frees for tensors of the same size, so the
// parts of a layer, and the two graphs, add up. test/stages/run-memory.test.ts compares this with what is allocated.

import {
  logitBytes,
  scoresOfRow,
  scoresOfStep,
  type DecoderRunShape,
  type VisionRun,
} from "./run-sizes.ts";

/** The bytes held, by what they are for. */
export interface RunMemory {
  /** The activations of a layer, and the graph's inputs. */
  readonly activations: number;
  /** The scores of attention that is not fused, and its mask. */
  readonly scores: number;
  readonly logits: number;
}

/** Tensors of a layer as wide as the model: the residual, its norm, queries, keys, values, and what mixes them. */
const WIDE_TENSORS = 7;
/** Scores exist before and after the softmax. */
const SCORE_TENSORS = 2;
/** A traced decoder writes its mask at four indices of 8 bytes for each score of a head, makes and copies them. */
const MASK_BYTES = 2 * 4 * 8;
/** The batches of pixels: one fills while another is encoded, as pixels and as patches. */
const PIXEL_BATCHES = 3;

/** Returns the bytes of one run of the vision encoder; `valueBytes` are those of an activation. */
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

/** The most bytes that are held of patches which have not changed; where it would be more, all are encoded. */
const MOST_HELD = 512 * 2 ** 20;

/**
 * Returns the bytes that are held of one step's patches: keys and values of each layer, and what the last one gave. 0 where that
 * is too much, so that nothing is held.
 */
export function heldBytes(patches: number, width: number, layers: number): number {
  if (layers === 0) return 0;
  const bytes = 4 * patches * width * (2 * layers + 1);
  return bytes > MOST_HELD ? 0 : bytes;
}

/** Returns the bytes of a decoder run of `rows` rows, the last of which attends to `positions`. The MLP is gated. */
export function decoderMemory(
  decoder: DecoderRunShape & { readonly width: number },
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

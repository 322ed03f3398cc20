// TaR and VaN of InfiniPot-V (NeurIPS 2025): a token stays when its key does not recur at its place in the chunk's last
// frames, or when its value is long. Each layer and head ranks the tokens, the ranks are averaged so that one choice
// serves all layers, and of what is kept each measure has chosen half. The pools of the paper are left out.

import type { Gpu } from "../gpu/device.ts";
import { readFloats } from "../gpu/readback.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { recordFrameKeys, FRAME_KEYS } from "../kernels/frame-keys.ts";
import { realOf } from "../kernels/real-of.ts";
import {
  recordTemporalRedundancy,
  recentFrames,
  TEMPORAL_REDUNDANCY,
} from "../kernels/temporal-redundancy.ts";
import { recordValueNorms, VALUE_NORMS } from "../kernels/value-norms.ts";
import { frameStarts } from "./frame-digests.ts";
import { alternatingRanks, meanRanks } from "./ranks.ts";
import { eachLayerAtOrigin, type CacheView, type ChunkRows } from "./take-entries.ts";

/** Frames at a chunk's end that all others are compared with: a quarter, two at least, which have each other. */
export const recentOf = (frames: number): number => Math.max(2, Math.ceil(frames / 4));

/** One number a token of the chunk, higher = kept sooner: its place, the best first, counted from the last. */
export async function scoreRedundancy(
  view: CacheView,
  rows: ChunkRows,
): Promise<Float32Array<ArrayBuffer>> {
  const count = rows.frames * rows.perFrame;
  const measures = await measure(view, rows);
  const [redundancy, norms] = [0, 1].map((which) =>
    meanRanks(
      Array.from({ length: measures.length / 2 / count }, (_, i) =>
        measures.subarray((2 * i + which) * count, (2 * i + which + 1) * count),
      ),
    ),
  );
  return alternatingRanks(redundancy ?? [], norms ?? []);
}

/** [layers, heads, TaR and VaN, count] */
async function measure(view: CacheView, rows: ChunkRows): Promise<Float32Array<ArrayBuffer>> {
  const { gpu, shape, mover } = view;
  const { frames, perFrame } = rows;
  const { heads, size } = shape;
  const count = frames * perFrame;
  const real = realOf({ dtype: shape.dtype, label: "memory/redundancy" });
  const [centres, redundancy, norms] = await Promise.all([
    gpu.kernels.load(FRAME_KEYS, {}, real),
    gpu.kernels.load(TEMPORAL_REDUNDANCY, {}, real),
    gpu.kernels.load(VALUE_NORMS, {}, real),
  ]);
  const tensors = createScratch(gpu, view, rows);
  const { keys, values, ofTokens, centre, scores, lengths, all } = tensors;
  const tokens = mover.rows(Array.from(rows.tokenRows, (row) => rows.from + row));
  eachLayerAtOrigin(view, rows, (recorder, allKeys, allValues, layer) => {
    mover.copy(recorder, tokens, allValues, ofTokens, 0);
    for (let head = 0; head < heads; head++) {
      // A head by itself: the kernels know only means over heads.
      const piece = count * size;
      recorder.copy(allKeys, keys, { fromElement: head * piece, count: piece });
      recorder.copy(ofTokens, values, { fromElement: head * piece, count: piece });
      const one = { frames: 1, toFrame: 0 };
      recordFrameKeys(recorder, centres, one, { keys, starts: tensors.starts, means: centre });
      recordTemporalRedundancy(
        recorder,
        redundancy,
        { frames, places: perFrame },
        { keys, centre, references: tensors.references, scores },
      );
      recordValueNorms(recorder, norms, { count }, { values, rows: tensors.rows, scores: lengths });
      const toElement = 2 * (layer * heads + head) * count;
      recorder.copy(scores, all, { toElement, count });
      recorder.copy(lengths, all, { toElement: toElement + count, count });
    }
  });
  try {
    return await readFloats(gpu, all);
  } finally {
    for (const one of [tokens, ...Object.values(tensors)]) one.destroy();
  }
}

function createScratch(
  gpu: Gpu,
  { shape: { layers, heads, size, dtype } }: CacheView,
  { frames, perFrame }: ChunkRows,
) {
  const count = frames * perFrame;
  const floats = (dims: readonly number[]): Tensor =>
    createTensor(gpu, dims, "float32", "memory/redundancy");
  const head = (): Tensor => createTensor(gpu, [1, 1, count, size], dtype, "memory/one-head");
  const references = recentFrames(frames, recentOf(frames));
  const rows = Uint32Array.from({ length: count }, (_, k) => k);
  return {
    keys: head(),
    values: head(),
    /** The tokens' values, side by side. */
    ofTokens: createTensor(gpu, [1, heads, count, size], dtype, "memory/token-values"),
    /** The chunk's mean key, in which a bias of the keys stands. */
    centre: floats([1, 1, size]),
    scores: floats([frames, perFrame]),
    lengths: floats([count]),
    all: floats([layers, heads, 2, count]),
    starts: frameStarts(gpu, [count]),
    references: tensorFrom(gpu, references, [frames, 2], "memory/references"),
    rows: tensorFrom(gpu, rows, [count], "memory/rows"),
  };
}

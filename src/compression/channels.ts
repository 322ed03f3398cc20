// Which channels tokens are scored on: all, or the half with the lowest variance. The half is not in VidCom²'s paper
// but in its authors' code, where it drops the few channels that dominate the others. It is copied out, so that each of
// the passes that follow reads half as much.

import type { Gpu } from "../gpu/device.ts";
import type { Real } from "../gpu/kernel.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { SLICED_CONSTANTS, SLICES, tileCount } from "../kernels/cosine-dots.ts";
import { recordKeepRanked, KEEP_RANKED } from "../kernels/keep-ranked.ts";
import { recordPackChannels, PACK_CHANNELS } from "../kernels/pack-channels.ts";
import { paddedWidth } from "../kernels/pad-rows.ts";
import { recordRankRows, RANK_ROWS, rankRowsConstants } from "../kernels/rank-rows.ts";
import type { Allocator, Features } from "./method.ts";
import { loadVariance } from "./statistics.ts";

/** Returns ⌊D / 2⌋ as in the authors' code, but at least 1. */
export const lowVarianceCount = (width: number): number => Math.max(1, Math.floor(width / 2));

/** Features on some of their channels. */
export interface PackedFeatures extends Features {
  /** The chosen channels of the whole, uint32 [width], ascending. */
  readonly chosen: Tensor;
  /** Squared norms in slices, float32 [tileCount, SLICES, 2, 4]. */
  readonly squares: Tensor;
}

/**
 * Records the copy of features on `lowVarianceCount` channels: those that are given, uint32 ascending, else those with the
 * lowest variance; among equal variances the first are taken.
 */
export type EncodeLowVariance = (
  recorder: Recorder,
  features: Features,
  allocator: Allocator,
  given?: Tensor | null,
) => PackedFeatures;

/** Records the choice of channels, uint32 [lowVarianceCount]. */
type EncodeChosen = (recorder: Recorder, features: Features, allocator: Allocator) => Tensor;

export async function loadLowVariance(gpu: Gpu, real: Real): Promise<EncodeLowVariance> {
  const [encodeVariance, rank, keep, pack] = await Promise.all([
    loadVariance(gpu, real),
    gpu.kernels.load(RANK_ROWS, rankRowsConstants("smallest")),
    gpu.kernels.load(KEEP_RANKED),
    gpu.kernels.load(PACK_CHANNELS, SLICED_CONSTANTS, real),
  ]);
  const encodeChosen: EncodeChosen = (recorder, features, allocator) => {
    const { width } = features;
    const channels = lowVarianceCount(width);
    const variance = encodeVariance(recorder, features, allocator);
    const ranks = allocator.scratch([width], "uint32", "channel-ranks");
    const counts = allocator.scratch([1], "uint32", "channel-count");
    const chosen = allocator.scratch([channels], "uint32", "channels");
    gpu.device.queue.writeBuffer(counts.buffer, 0, new Uint32Array([channels]));
    const row = { rows: 1, columns: width };
    recordRankRows(recorder, rank, row, { values: variance, ranks });
    recordKeepRanked(recorder, keep, row, { ranks, counts, kept: chosen });
    return chosen;
  };
  return (recorder, features, allocator, given = null) => {
    const { tensor, frames, tokens, width, columns, quads } = features;
    const channels = lowVarianceCount(width);
    const wide = paddedWidth(channels);
    const chosen = given ?? encodeChosen(recorder, features, allocator);
    const packed = allocator.scratch([frames, tokens, wide], tensor.dtype, "packed");
    const squares = allocator.scratch([tileCount(features), SLICES, 2, 4], "float32", "squares");

    const shape = { frames, tokens, width: 4 * quads, channels };
    const read = { tokens: tensor, chosen };
    recordPackChannels(recorder, pack, shape, { ...read, packed, partials: squares });
    const shared = { frames, tokens, columns, chosen, squares };
    return { ...shared, tensor: packed, width: channels, quads: wide / 4 };
  };
}

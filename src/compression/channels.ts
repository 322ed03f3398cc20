// Which channels tokens are scored on: all, or the half with the lowest variance (not in VidCom²'s paper, but in its
// authors' code, where it drops the few channels that drown the others).

import type { Gpu } from "../gpu/device.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { encodeKeepRanked, KEEP_RANKED, KEEP_RANKED_CONSTANTS } from "../kernels/keep-ranked.ts";
import { encodeRankRows, RANK_ROWS, rankRowsConstants } from "../kernels/rank-rows.ts";
import type { Allocator } from "./method.ts";

export interface Channels {
  /** uint32 [count], ascending; unread when all channels count. */
  readonly list: Tensor;
  readonly count: number;
}

/** ⌊D / 2⌋ as the authors' code, but never none: one channel is scored on as it is. */
export const lowVarianceCount = (width: number): number => Math.max(1, Math.floor(width / 2));

/** All channels: the kernels were compiled to read no list, but a binding must be there. */
export const allChannels = (width: number, allocator: Allocator): Channels => ({
  list: allocator.scratch([1], "uint32", "all-channels"),
  count: width,
});

/** `variance` float32 [D] → the channels of the lowest variance; equal ones by index. */
export type EncodeLowVariance = (
  recorder: Recorder,
  variance: Tensor,
  allocator: Allocator,
) => Channels;

export async function loadLowVariance(gpu: Gpu): Promise<EncodeLowVariance> {
  const [rank, keep] = await Promise.all([
    gpu.kernels.load(RANK_ROWS, rankRowsConstants("smallest")),
    gpu.kernels.load(KEEP_RANKED, KEEP_RANKED_CONSTANTS),
  ]);
  return (recorder, variance, allocator) => {
    const width = variance.dims[0] ?? 0;
    const count = lowVarianceCount(width);
    const shape = { rows: 1, columns: width };
    const ranks = allocator.scratch([width], "uint32", "channel-ranks");
    const list = allocator.scratch([count], "uint32", "channels");
    // One row, that begins at 0 and of which `count` are kept.
    const counts = allocator.scratch([1], "uint32", "channel-count");
    const offsets = allocator.scratch([2], "uint32", "channel-offsets");
    gpu.device.queue.writeBuffer(counts.buffer, 0, Uint32Array.of(count));
    encodeRankRows(gpu, recorder, rank, shape, { values: variance, ranks });
    encodeKeepRanked(gpu, recorder, keep, shape, { ranks, counts, offsets, kept: list });
    return { list, count };
  };
}

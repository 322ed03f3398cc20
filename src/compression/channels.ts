// Which channels tokens are scored on: all, or the half with the lowest variance (not in VidCom²'s paper, but in its
// authors' code, where it drops the few channels that drown the others).

import type { Gpu } from "../gpu/device.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { encodeRankRows, RANK_ROWS, rankRowsConstants } from "../kernels/rank-rows.ts";
import type { Allocator, Features } from "./method.ts";

export interface Channels {
  /** uint32 [4 · quads]: places of the channels by variance, lowest first; unread when all count. */
  readonly channelRanks: Tensor;
  /** How many count. */
  readonly channels: number;
}

/** ⌊D / 2⌋ as the authors' code, but never none: one channel is scored on as it is. */
export const lowVarianceCount = (width: number): number => Math.max(1, Math.floor(width / 2));

/** All channels: the kernels were compiled to read no ranks, but a binding must be there. */
export const allChannels = ({ width }: Features, allocator: Allocator): Channels => ({
  channelRanks: allocator.scratch([1], "uint32", "all-channels"),
  channels: width,
});

/** `variance` float32 [4 · quads] → the channels of the lowest variance; equal ones by index. */
export type EncodeLowVariance = (
  recorder: Recorder,
  features: Features,
  variance: Tensor,
  allocator: Allocator,
) => Channels;

export async function loadLowVariance(gpu: Gpu): Promise<EncodeLowVariance> {
  const kernel = await gpu.kernels.load(RANK_ROWS, rankRowsConstants("smallest"));
  return (recorder, { width, quads }, variance, allocator) => {
    // Padding channels keep rank 0: they count, and add nothing, since they hold zeros.
    const channelRanks = allocator.scratch([4 * quads], "uint32", "channel-ranks");
    const shape = { rows: 1, columns: width };
    encodeRankRows(gpu, recorder, kernel, shape, { values: variance, ranks: channelRanks });
    return { channelRanks, channels: lowVarianceCount(width) };
  };
}

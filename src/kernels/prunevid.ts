// PruneVid before the language model: segments of frames, places that stay alike in a segment, and clusters of what is left.

import itemsWgsl from "../../shaders/prunevid-items.wgsl?raw";
import membersWgsl from "../../shaders/prunevid-members.wgsl?raw";
import segmentsWgsl from "../../shaders/prunevid-segments.wgsl?raw";
import sharesWgsl from "../../shaders/prunevid-shares.wgsl?raw";
import type { Gpu } from "../gpu/device.ts";
import { kernelSource, type Real } from "../gpu/kernel.ts";
import { f32, packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { MakeTensor, Tensor } from "../gpu/tensor.ts";
import { loadPeaks } from "./density-peaks.ts";

export const PRUNEVID_SEGMENTS = kernelSource("prunevid-segments", segmentsWgsl);
const PRUNEVID_ITEMS = kernelSource("prunevid-items", itemsWgsl);
const PRUNEVID_SHARES = kernelSource("prunevid-shares", sharesWgsl);
const PRUNEVID_MEMBERS = kernelSource("prunevid-members", membersWgsl);

export interface PrunevidRule {
  readonly frames: number;
  readonly tokens: number;
  readonly quads: number;
  readonly width: number;
  /** How many rows are left in all. */
  readonly kept: number;
  /** The mean cosine of a place's tokens over a segment above which they become one. */
  readonly still: number;
}

export interface PrunevidTensors {
  /** [T, N, 4 · quads] */
  readonly features: Tensor;
  /** float32 [quads, T · N, 4]: the tokens as unit vectors. */
  readonly units: Tensor;
  /** float32 [T + 1, 4 · quads]: means of frames. */
  readonly centres: Tensor;
  /** uint32 [T]: zeros, since all frames are one part. */
  readonly whole: Tensor;
  /** uint32 [1]: into how many clusters frames go. */
  readonly frameClusters: Tensor;
  /** uint32 [T, N]: the token that stands for each. */
  readonly members: Tensor;
  /** float32 [T, N] */
  readonly scores: Tensor;
}

export type EncodePrunevid = (
  recorder: Recorder,
  rule: PrunevidRule,
  tensors: PrunevidTensors,
  scratch: MakeTensor,
) => void;

export async function loadPrunevid(gpu: Gpu, real: Real): Promise<EncodePrunevid> {
  const [encodePeaks, cut, collect, share, stand] = await Promise.all([
    loadPeaks(gpu),
    gpu.kernels.load(PRUNEVID_SEGMENTS),
    gpu.kernels.load(PRUNEVID_ITEMS, {}, real),
    gpu.kernels.load(PRUNEVID_SHARES),
    gpu.kernels.load(PRUNEVID_MEMBERS),
  ]);
  return (recorder, { frames, tokens, quads, width, kept, still }, tensors, scratch) => {
    const { features, units, centres, whole, frameClusters, members, scores } = tensors;
    const count = frames * tokens;
    const frameCentres = scratch([frames], "uint32", "frame-clusters");
    encodePeaks(
      recorder,
      { count: frames, span: frames, quads, width },
      {
        rows: centres,
        parts: whole,
        clusters: frameClusters,
        scores: scratch([frames], "float32", "frame-scores"),
        centres: frameCentres,
      },
      scratch,
    );
    const firsts = scratch([frames], "uint32", "firsts");
    recorder.dispatch(cut, {
      inputs: [frameCentres],
      outputs: [scratch([frames], "uint32", "segment-labels"), firsts],
      params: packParams(u32(frames)),
      groups: 1,
    });

    const parts = scratch([count], "uint32", "parts");
    const rows = scratch([count, 4 * quads], "float32", "rows");
    recorder.dispatch(collect, {
      inputs: [features, units, firsts],
      outputs: [parts, rows],
      params: packParams(u32(count, tokens, quads), f32(still)),
      items: count,
    });
    const clusters = scratch([2 * frames], "uint32", "clusters");
    recorder.dispatch(share, {
      inputs: [parts],
      outputs: [scratch([2 * frames], "uint32", "part-sizes"), clusters],
      params: packParams(u32(frames, tokens, kept)),
      groups: 1,
    });
    const rowScores = scratch([count], "float32", "row-scores");
    const rowCentres = scratch([count], "uint32", "row-centres");
    encodePeaks(
      recorder,
      { count, span: tokens, quads, width },
      { rows, parts, clusters, scores: rowScores, centres: rowCentres },
      scratch,
    );
    recorder.dispatch(stand, {
      inputs: [units, firsts, parts, rowCentres, rowScores],
      outputs: [members, scores],
      params: packParams(u32(count, tokens, quads)),
      items: count,
    });
  };
}

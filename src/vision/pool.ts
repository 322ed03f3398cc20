// Patches → visual tokens, as LLaVA-OneVision does for video: bilinear, to half the grid, rounded up.

import { invariant } from "../base/assert.ts";
import { ceilDiv } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Real } from "../gpu/kernel.ts";
import { createRecorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { encodePoolBilinear, POOL_BILINEAR, type Grid2d } from "../kernels/pool-bilinear.ts";

const STRIDE = 2; // LLaVA-NeXT, mm_spatial_pool_stride

/** The grid of tokens that a grid of patches becomes; 27×27 becomes 14×14. */
export const pooledGrid = ({ rows, columns }: Grid2d): Grid2d => ({
  rows: ceilDiv(rows, STRIDE),
  columns: ceilDiv(columns, STRIDE),
});

/** Pools `features` [B, P, D] into frames firstFrame … of `tokens` [T, N, D] and submits. */
export type Pool = (features: Tensor, tokens: Tensor, firstFrame: number) => void;

export async function createPool(gpu: Gpu, patchGrid: Grid2d, real: Real = "f32"): Promise<Pool> {
  const kernel = await gpu.kernels.load(POOL_BILINEAR, {}, real);
  const to = pooledGrid(patchGrid);
  return (features, tokens, firstFrame) => {
    const [frames = 0, patches = 0, width = 0] = features.dims;
    invariant(
      patches === patchGrid.rows * patchGrid.columns,
      `${features.label} has ${patches} patches, the grid ${patchGrid.rows}×${patchGrid.columns}`,
    );
    const recorder = createRecorder(gpu, "vision/pool");
    const shape = { frames, from: patchGrid, to, width, firstFrame };
    encodePoolBilinear(gpu, recorder, kernel, shape, { features, pooled: tokens });
    recorder.submit();
  };
}

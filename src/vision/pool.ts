// Turns features of the vision encoder into visual tokens: as they are, or on a grid of half the size.

import { AppError } from "../base/errors.ts";
import { elementCount, type Grid } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { recordPoolBilinear, POOL_BILINEAR } from "../kernels/pool-bilinear.ts";
import type { Pooling, VideoLayout } from "../model/adapters/adapter.ts";

/**
 * Pools `features`, `steps` times P rows of D in any shape, into the steps from `firstStep` on of `tokens` [T, N, D],
 * and submits. LLaVA has two ways: bilinear to half the grid rounded up (27 → 14), or means of 2 × 2 with the odd row
 * and column left out (27 → 13), which is bilinear from exactly twice the size.
 * @throws AppError `model-contract` when the number of features is different.
 */
export type Pool = (features: Tensor, steps: number, tokens: Tensor, firstStep: number) => void;

export async function createPool(
  gpu: Gpu,
  pooling: Pooling,
  { features: from, tokens: to }: Pick<VideoLayout, "features" | "tokens">,
): Promise<Pool> {
  const kernel = pooling === "none" ? null : await gpu.kernels.load(POOL_BILINEAR);
  const rows = from.rows * from.columns;
  return (features, steps, tokens, firstStep) => {
    const width = tokens.dims[2] ?? 0;
    if (elementCount(features.dims) !== steps * rows * width) {
      throw new AppError(
        "model-contract",
        `The vision encoder gave [${features.dims.join(", ")}]; wanted ${steps} times ${from.rows}×${from.columns} rows of ${width}.`,
        "The graphs do not belong to this config.json; choose another folder or fetch the model again.",
      );
    }
    const recorder = createRecorder(gpu, "vision/pool");
    if (kernel === null) {
      recorder.copy(features, tokens, { toElement: firstStep * rows * width });
    } else {
      const used: Grid =
        pooling === "average" ? { rows: 2 * to.rows, columns: 2 * to.columns } : from;
      const shape = { frames: steps, from, used, to, width, firstFrame: firstStep };
      recordPoolBilinear(recorder, kernel, shape, { features, pooled: tokens });
    }
    recorder.submit();
  };
}

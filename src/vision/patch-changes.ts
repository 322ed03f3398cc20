// Decides in which step of a batch each patch is encoded, on the graphics adapter. Its answer comes back, because a run's shape
// depends on it.

import type { Gpu } from "../gpu/device.ts";
import { readUints } from "../gpu/readback.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { KEEP_PATCHES, recordKeepPatches } from "../kernels/keep-patches.ts";
import {
  NEVER,
  PATCH_SOURCES,
  recordPatchSources,
  type PatchGrid,
} from "../kernels/patch-sources.ts";
import type { Size } from "../model/adapters/adapter.ts";
import type { StaticSettings } from "./encode-settings.ts";
import type { Pixels } from "./pixels.ts";

/** How pictures are cut into patches. */
export interface PictureGrid extends PatchGrid {
  readonly picture: Size;
}

/** What a batch's patches are beside those that were encoded before. */
export interface FoundChanges {
  /** [steps, P]: 1 + the step in which a patch is encoded; 0 stands for one of an earlier batch. */
  readonly sources: Uint32Array;
  /** Takes the batch as encoded: the next one is compared with it. */
  keep(): void;
  /** Call it in any case, when the batch is done with. */
  destroy(): void;
}

export interface PatchChanges {
  /** Compares the first `steps` of `pixels`, which stay as they are until the result is destroyed, with what was kept. */
  find(pixels: Pixels, steps: number): Promise<FoundChanges>;
  /** Forgets what was kept: all patches of the next step have changed. */
  forget(): void;
  destroy(): void;
}

export async function createPatchChanges(
  gpu: Gpu,
  { picture, ...shape }: PictureGrid,
  { threshold, refresh }: StaticSettings,
): Promise<PatchChanges> {
  const [findSources, keepPatches] = await Promise.all([
    gpu.kernels.load(PATCH_SOURCES),
    gpu.kernels.load(KEEP_PATCHES),
  ]);
  const perStep = shape.grid.rows * shape.grid.columns;
  const frameDims = [shape.framesPerStep, 3, picture.height, picture.width];
  const last = createTensor(gpu, frameDims, "float32", "vision/last-pixels");
  const never = new Uint32Array(perStep).fill(NEVER);
  const ages = tensorFrom(gpu, never, [perStep], "vision/patch-ages");
  return {
    async find(given, steps) {
      const pixels = given.onGpu();
      const scratch = createScratch(gpu, steps, perStep);
      const destroy = (): void => Object.values(scratch).forEach((tensor) => tensor.destroy());
      const { wanted, sources, laterAges } = scratch;
      const recorder = createRecorder(gpu, "vision/patch-sources");
      recordPatchSources(
        recorder,
        findSources,
        { ...shape, steps, threshold, refresh },
        { pixels, last, ages, wanted, sources, laterAges },
      );
      recorder.submit();
      try {
        return {
          sources: await readUints(gpu, sources),
          keep() {
            const keeping = createRecorder(gpu, "vision/keep-patches");
            recordKeepPatches(keeping, keepPatches, { ...shape, steps }, { pixels, sources, last });
            keeping.copy(laterAges, ages);
            keeping.submit();
          },
          destroy,
        };
      } catch (thrown) {
        destroy();
        throw thrown;
      }
    },
    forget: () => gpu.device.queue.writeBuffer(ages.buffer, 0, never),
    destroy() {
      last.destroy();
      ages.destroy();
    },
  };
}

function createScratch(gpu: Gpu, steps: number, patches: number) {
  const uints = (dims: readonly number[], label: string): Tensor =>
    createTensor(gpu, dims, "uint32", `vision/patch-${label}`);
  const all = new Uint32Array(steps * patches).fill(1);
  return {
    wanted: tensorFrom(gpu, all, [steps, patches], "vision/patch-wanted"),
    sources: uints([steps, patches], "sources"),
    laterAges: uints([patches], "later-ages"),
  };
}

// Lets patches that hardly differ from the same place in the last step that encoded them take what the layers gave then.
// What differs is decided on the GPU; in which step each patch is encoded comes back, because a run's shape depends on it.

import { AppError } from "../base/errors.ts";
import { must } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
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
import { heldBytes } from "../model/run-memory.ts";
import { allRows, type HeldLayers, type Patches, type TowerParts } from "../model/tower.ts";
import type { PatchCount, StaticSettings } from "./encode-settings.ts";
import { planRuns, type PatchRun } from "./patch-runs.ts";
import { countsOf, tablesOfRun } from "./patch-tables.ts";

export interface StaticPatches {
  /** The patches so far. */
  readonly count: PatchCount;
  /** Why all of them were encoded, as a sentence; null where copying is possible. */
  readonly left: string | null;
  /** For each of them whether it was encoded, step by step in the tower's order. */
  readonly isEncoded: readonly boolean[];
  /**
   * Returns the features of the first `steps` of `pixels`, of which `embed` makes patches, step by step. Batches must come in the
   * video's order, one at a time; one that fails leaves what is held as it was. The caller destroys the result.
   */
  encode(
    batch: { readonly pixels: Tensor; readonly steps: number },
    embed: () => Promise<Patches>,
    tower: StaticTower,
  ): Promise<Tensor>;
  destroy(): void;
}

export type StaticTower = Pick<TowerParts, "layers" | "head" | "layerCount">;

export async function createStaticPatches(
  gpu: Gpu,
  { picture, ...shape }: PatchGrid & { readonly picture: Size },
  { threshold, refresh }: StaticSettings,
): Promise<StaticPatches> {
  const [findSources, keep] = await Promise.all([
    gpu.kernels.load(PATCH_SOURCES),
    gpu.kernels.load(KEEP_PATCHES),
  ]);
  const perStep = shape.grid.rows * shape.grid.columns;
  const frameDims = [shape.framesPerStep, 3, picture.height, picture.width];
  const last = createTensor(gpu, frameDims, "float32", "vision/last-pixels");
  const ages = tensorFrom(
    gpu,
    new Uint32Array(perStep).fill(NEVER),
    [perStep],
    "vision/patch-ages",
  );
  /** What the layers hold for the patches of `last`; null before the first batch. */
  let held: HeldLayers | null = null;
  /** The features of the last step, for steps in which nothing changes. */
  let lastFeatures: Tensor | null = null;
  const counted = { patches: 0, encoded: 0 };
  const isEncoded: boolean[] = [];
  let left: string | null = null;

  /** Decides on the GPU in which step each patch is encoded. */
  const choose = async (
    pixels: Tensor,
    steps: number,
    { wanted, sources, laterAges }: Scratch,
  ): Promise<Uint32Array> => {
    const recorder = createRecorder(gpu, "vision/patch-sources");
    recordPatchSources(
      recorder,
      findSources,
      { ...shape, steps, threshold, refresh },
      { pixels, last, ages, wanted, sources, laterAges },
    );
    recorder.submit();
    return readUints(gpu, sources);
  };

  /** Runs some steps through the layers; returns their features and what to hold next. */
  const encodeRun = async (
    run: PatchRun,
    sources: Uint32Array,
    begun: Patches,
    before: HeldLayers | null,
    { layers, head }: StaticTower,
  ): Promise<Omit<MadeRun, "run"> & { held: HeldLayers }> => {
    const { picked, places, hold } = tablesOfRun(run, sources, perStep);
    const ofSteps = begun.patches.dims.length === 3 ? [run.steps.length] : [];
    const made = await layers(begun, {
      held: before,
      picked: { rows: picked, dims: [...ofSteps, run.count] },
      seen: { rows: places, dims: [run.steps.length, perStep] },
      spread: { rows: places, dims: [...ofSteps, perStep] },
      hold: { rows: hold, dims: [perStep] },
    });
    try {
      return { picked, features: await head(made.encoded), held: made.held };
    } catch (thrown) {
      made.held.destroy();
      throw thrown;
    } finally {
      made.destroy();
    }
  };

  /** Puts the features of the runs in their places, and those of the step before where nothing has changed. */
  const spread = (steps: number, made: readonly MadeRun[]): Tensor => {
    const [first] = made;
    const size = first
      ? elementCount(first.features.dims) / first.run.steps.length
      : elementCount(must(lastFeatures, "features of an earlier batch").dims);
    const target = createTensor(gpu, [steps, size], "float32", "vision/features");
    const recorder = createRecorder(gpu, "vision/spread");
    const from = new Map(
      made.flatMap(({ run, features }) =>
        run.steps.map((step, i) => [step, { tensor: features, at: i }] as const),
      ),
    );
    let before = lastFeatures === null ? null : { tensor: lastFeatures, at: 0 };
    for (let step = 0; step < steps; step++) {
      const { tensor, at } = must((before = from.get(step) ?? before), "features");
      const place = { fromElement: at * size, toElement: step * size, count: size };
      recorder.copy(tensor, target, place);
    }
    recorder.submit();
    return target;
  };

  /** Encodes all patches, and holds nothing. */
  const encodeAll = async (begun: Patches, { layers, head }: StaticTower): Promise<Tensor> => {
    const { encoded, held: none, ...made } = await layers(begun, allRows(begun));
    none.destroy();
    return head(encoded).finally(() => made.destroy());
  };

  return {
    count: counted,
    get left() {
      return left;
    },
    isEncoded,
    async encode({ pixels, steps }, embed, tower) {
      const scratch = createScratch(gpu, steps, perStep);
      const made: MadeRun[] = [];
      let begun: Patches | null = null;
      let now = held;
      try {
        const choosing = choose(pixels, steps, scratch);
        choosing.catch(() => undefined); // what fails first is told
        begun = await embed();
        checkRows(begun.patches, steps, perStep);
        const width = begun.patches.dims.at(-1) ?? 0;
        if (heldBytes(perStep, width, tower.layerCount) === 0) {
          left = TOO_MUCH;
          await choosing.catch(() => undefined);
          return await encodeAll(begun, tower);
        }
        const sources = await choosing;
        const alone = begun.patches.dims.length === 2;
        for (const run of planRuns(countsOf(sources, perStep), perStep, { alone })) {
          const next = await encodeRun(run, sources, begun, now, tower);
          made.push({ run, ...next });
          if (now !== held) now?.destroy();
          now = next.held;
        }
        const target = spread(steps, made);
        const size = elementCount(target.dims) / steps;
        lastFeatures ??= createTensor(gpu, [size], "float32", "vision/last-features");
        const keeping = createRecorder(gpu, "vision/keep-patches");
        const { sources: found, laterAges } = scratch;
        recordKeepPatches(keeping, keep, { ...shape, steps }, { pixels, sources: found, last });
        keeping.copy(laterAges, ages);
        keeping.copy(target, lastFeatures, { fromElement: (steps - 1) * size, count: size });
        keeping.submit();
        if (now !== held) held?.destroy();
        held = now;
        counted.patches += steps * perStep;
        const picked = new Set(made.flatMap(({ picked }) => [...picked]));
        for (let patch = 0; patch < steps * perStep; patch++) isEncoded.push(picked.has(patch));
        counted.encoded += made.reduce((sum, { run }) => sum + run.steps.length * run.count, 0);
        return target;
      } catch (thrown) {
        if (now !== held) now?.destroy();
        throw thrown;
      } finally {
        begun?.destroy();
        for (const { features } of made) features.destroy();
        for (const tensor of Object.values(scratch)) tensor.destroy();
      }
    },
    destroy() {
      last.destroy();
      ages.destroy();
      lastFeatures?.destroy();
      held?.destroy();
    },
  };
}

const TOO_MUCH =
  "What the vision encoder would have to hold of frames of this size takes more than half a gigabyte.";

interface MadeRun {
  readonly run: PatchRun;
  readonly picked: Int32Array;
  readonly features: Tensor;
}

type Scratch = ReturnType<typeof createScratch>;

function createScratch(gpu: Gpu, steps: number, patches: number) {
  const uints = (dims: readonly number[], label: string): Tensor =>
    createTensor(gpu, dims, "uint32", `vision/patch-${label}`);
  return {
    wanted: tensorFrom(
      gpu,
      new Uint32Array(steps * patches).fill(1),
      [steps, patches],
      "vision/patch-wanted",
    ),
    sources: uints([steps, patches], "sources"),
    laterAges: uints([patches], "later-ages"),
  };
}

/** @throws AppError `graph-cut` when the tower makes other patches than the pictures have. */
function checkRows(
  { dims }: { readonly dims: readonly number[] },
  steps: number,
  patches: number,
): void {
  if (elementCount(dims.slice(0, -1)) === steps * patches) return;
  throw new AppError(
    "graph-cut",
    `The vision encoder cannot be cut: it made [${dims.join(", ")}] of ${steps} times ${patches} patches.`,
    "Encode whole pictures, or choose another export of this model.",
  );
}

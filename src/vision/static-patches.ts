// Lets patches that hardly differ from the same place in the last step that encoded them take what the layers gave then.
// What differs and where each row goes is decided on the GPU; only the number of fresh patches of each step comes back,
// because a run's shape depends on it.

import { AppError } from "../base/errors.ts";
import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { readUints } from "../gpu/readback.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, reshape, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { KEEP_PATCHES, recordKeepPatches } from "../kernels/keep-patches.ts";
import { PATCH_PLACES, recordPatchPlaces } from "../kernels/patch-places.ts";
import { PATCH_SLOTS, recordPatchSlots } from "../kernels/patch-slots.ts";
import {
  NEVER,
  PATCH_SOURCES,
  recordPatchSources,
  type PatchGrid,
} from "../kernels/patch-sources.ts";
import type { Size } from "../model/adapters/adapter.ts";
import type { HeldLayers, Patches, TowerParts } from "../model/tower.ts";
import type { PatchCount, StaticSettings } from "./encode-settings.ts";
import { planRuns, type PatchRun } from "./patch-runs.ts";
import { pickRows, pickTurns } from "./pick-rows.ts";

export interface StaticPatches {
  /** The patches so far. */
  readonly count: PatchCount;
  /**
   * Returns what the layers give for all patches of the first `steps` of `pixels`, in the shape of `patches`. Batches must
   * come in the video's order, one at a time; one that fails leaves what is held as it was. The caller destroys the result.
   */
  encode(
    batch: { readonly pixels: Tensor; readonly steps: number },
    patches: Patches,
    layers: TowerParts["layers"],
  ): Promise<Tensor>;
  destroy(): void;
}

export async function createStaticPatches(
  gpu: Gpu,
  { picture, ...shape }: PatchGrid & { readonly picture: Size },
  { threshold, refresh }: StaticSettings,
): Promise<StaticPatches> {
  const [findSources, findSlots, findPlaces, keep] = await Promise.all([
    gpu.kernels.load(PATCH_SOURCES),
    gpu.kernels.load(PATCH_SLOTS),
    gpu.kernels.load(PATCH_PLACES),
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
  /** What the layers have for the patches of `last`; null before the first batch. */
  let held: Held | null = null;
  const counted = { patches: 0, encoded: 0 };

  /** Decides on the GPU in which step each patch is encoded, and returns how many are in each. */
  const choose = async (
    pixels: Tensor,
    steps: number,
    { sources, laterAges, wanted, slots, counts }: Scratch,
  ): Promise<Uint32Array> => {
    const recorder = createRecorder(gpu, "vision/patch-sources");
    recordPatchSources(
      recorder,
      findSources,
      { ...shape, steps, threshold, refresh },
      { pixels, last, ages, wanted, sources, laterAges },
    );
    const sizes = { steps, patches: perStep };
    recordPatchSlots(recorder, findSlots, sizes, { sources, slots, counts });
    recorder.submit();
    return readUints(gpu, counts);
  };

  /** Encodes the steps of a run, writes their rows to `target` [T · P, D], and returns what to hold next. */
  const encodeRun = async (
    run: PatchRun,
    { patches, turns }: Patches,
    before: Held | null,
    { sources, slots }: Scratch,
    target: Tensor,
    layers: TowerParts["layers"],
  ): Promise<Held> => {
    const width = widthOf(patches);
    const total = run.steps * run.count;
    const tables = createTables(gpu, run, perStep);
    const { picks, places, later } = tables;
    const store = createTensor(gpu, [perStep + total, width], "float32", "vision/store");
    const made: Tensor[] = [...Object.values(tables), store];
    try {
      const recorder = createRecorder(gpu, "vision/patch-places");
      const shape = { ...run, patches: perStep };
      recordPatchPlaces(recorder, findPlaces, shape, { sources, slots, picks, places, later });
      if (before !== null) recorder.copy(before.rows, store);
      recorder.submit();
      let heldLayers = before?.layers ?? null;
      if (total > 0) {
        const picked = await pickRows(gpu, patches, picks, total, "picked");
        made.push(picked);
        const turned = turns && (await pickTurns(gpu, turns, picks, total));
        if (turned !== null) made.push(turned);
        const dims = [...(patches.dims.length === 3 ? [run.steps] : []), run.count, width];
        const fresh = { patches: reshape(picked, dims), turns: turned };
        const recall = { held: heldLayers, seen: asInts(places), hold: asInts(later) };
        const { encoded, held } = await layers(fresh, recall);
        made.push(encoded);
        heldLayers = held;
        const copying = createRecorder(gpu, "vision/encoded");
        copying.copy(encoded, store, { toElement: perStep * width });
        copying.submit();
      }
      const rows = await pickRows(gpu, store, places, run.steps * perStep, "run");
      made.push(rows);
      const spreading = createRecorder(gpu, "vision/spread");
      spreading.copy(rows, target, { toElement: run.first * perStep * width });
      spreading.submit();
      return { rows: await pickRows(gpu, store, later, perStep, "held"), layers: heldLayers };
    } finally {
      for (const tensor of made) tensor.destroy();
    }
  };

  return {
    count: counted,
    async encode({ pixels, steps }, begun, layers) {
      const { patches } = begun;
      checkRows(patches, steps, perStep);
      const scratch = createScratch(gpu, steps, perStep);
      const target = createTensor(gpu, patches.dims, "float32", "vision/encoded-patches");
      let now = held;
      let encoded = 0;
      try {
        const counts = await choose(pixels, steps, scratch);
        for (const run of planRuns(counts, perStep, { alone: patches.dims.length === 2 })) {
          const next = await encodeRun(run, begun, now, scratch, target, layers);
          if (now !== held) release(now, next);
          now = next;
          encoded += run.steps * run.count;
        }
        const keeping = createRecorder(gpu, "vision/keep-patches");
        const { sources, laterAges } = scratch;
        recordKeepPatches(keeping, keep, { ...shape, steps }, { pixels, sources, last });
        keeping.copy(laterAges, ages);
        keeping.submit();
      } catch (thrown) {
        if (now !== held) release(now, held);
        target.destroy();
        throw thrown;
      } finally {
        for (const tensor of Object.values(scratch)) tensor.destroy();
      }
      if (now !== held) release(held, now);
      held = now;
      counted.patches += steps * perStep;
      counted.encoded += encoded;
      return target;
    },
    destroy() {
      last.destroy();
      ages.destroy();
      release(held, null);
    },
  };
}

/** What is held of the patches that were encoded last at each place. */
interface Held {
  /** What the layers gave, [P, D]. */
  readonly rows: Tensor;
  /** What the layers see of them. */
  readonly layers: HeldLayers | null;
}

/** Frees what is held no more; runs that encode nothing pass on what the layers hold. */
function release(old: Held | null, next: Held | null): void {
  old?.rows.destroy();
  if (old?.layers !== next?.layers) old?.layers?.destroy();
}

/** The same numbers, as graphs take them. */
const asInts = (tensor: Tensor): Tensor => ({ ...tensor, dtype: "int32" });

function createTables(gpu: Gpu, { steps, count }: PatchRun, patches: number) {
  const uints = (dims: readonly number[], label: string): Tensor =>
    createTensor(gpu, dims, "uint32", `vision/patch-${label}`);
  return {
    picks: uints([steps, count], "picks"),
    places: uints([steps, patches], "places"),
    later: uints([patches], "later"),
  };
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
    slots: uints([steps, patches], "slots"),
    counts: uints([steps], "counts"),
  };
}

const widthOf = ({ dims }: Tensor): number => dims.at(-1) ?? 0;

/** @throws AppError `graph-cut` when the tower makes other patches than the pictures have. */
function checkRows({ dims }: Tensor, steps: number, patches: number): void {
  if (elementCount(dims.slice(0, -1)) === steps * patches) return;
  throw new AppError(
    "graph-cut",
    `The vision encoder cannot be cut: it made [${dims.join(", ")}] of ${steps} times ${patches} patches.`,
    "Encode whole pictures, or choose another export of this model.",
  );
}

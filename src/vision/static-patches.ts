// Lets patches that hardly differ from the same place in the last step that encoded them take what the layers gave then.
// Whatever tells what differs (`PatchChanges`) also says in which step each patch is encoded.

import { AppError } from "../base/errors.ts";
import { must } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import type { Feed } from "../model/graph.ts";
import { heldBytes } from "../model/run-memory.ts";
import { allRows, type HeldLayers, type Patches, type TowerParts } from "../model/tower-parts.ts";
import type { PatchCount } from "./encode-settings.ts";
import type { PatchChanges } from "./patch-changes.ts";
import type { Pixels } from "./pixels.ts";
import { costsAll, planRuns, type PatchRun } from "./patch-runs.ts";
import { countsOf, tablesOfRun } from "./patch-tables.ts";

export interface StaticPatches {
  /** The patches so far. */
  readonly count: PatchCount;
  /** Why all of them were encoded, as a sentence; null where copying is possible. */
  readonly left: string | null;
  /** Whether each patch was encoded, step by step in the tower's order. */
  readonly isEncoded: readonly boolean[];
  /**
   * Returns the features of the first `steps` of `pixels`, which `feeds` gives to the tower, step by step. Batches must come in the
   * video's order, one at a time; one that fails leaves what is held as it was. The caller destroys the result.
   */
  encode(
    batch: { readonly pixels: Pixels; readonly steps: number },
    feeds: Readonly<Record<string, Feed>>,
    tower: StaticTower,
  ): Promise<Tensor>;
  destroy(): void;
}

export type StaticTower = Omit<TowerParts, "toTensor">;

/** `perStep` is the number of a step's patches, P. `changes` is destroyed with the result. */
export function createStaticPatches(
  gpu: Gpu,
  changes: PatchChanges,
  perStep: number,
): StaticPatches {
  /** What the layers hold for the patches that were encoded last at their places; null before the first batch. */
  let held: HeldLayers | null = null;
  /** The features of the last step, for steps in which nothing changes. */
  let lastFeatures: Tensor | null = null;
  const counted = { patches: 0, encoded: 0 };
  const isEncoded: boolean[] = [];
  let left: string | null = null;
  /** How many batches that were compared have changed everywhere, one after the other. */
  let changedBatches = 0;
  /** How many of the next batches are not compared: from the second on everything is expected to change in the next ones too. */
  let restless = 0;

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
    const { held, ...made } = await layers(begun, {
      held: before,
      picked: { rows: picked, dims: [...ofSteps, run.count] },
      seen: { rows: places, dims: [run.steps.length, perStep] },
      spread: { rows: places, dims: [...ofSteps, perStep] },
      hold: { rows: hold, dims: [perStep] },
    });
    try {
      return { picked, features: await head(made), held };
    } catch (thrown) {
      held.destroy();
      throw thrown;
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
    const { held: none, ...made } = await layers(begun, allRows(begun));
    none.destroy();
    return head(made);
  };

  /** Encodes all of a batch by the graph in one piece. The batch after it has nothing to copy. */
  const encodeWhole = async (
    whole: NonNullable<TowerParts["whole"]>,
    feeds: Readonly<Record<string, Feed>>,
    steps: number,
  ): Promise<Tensor> => {
    const features = await whole(feeds);
    for (const kept of [held, lastFeatures]) kept?.destroy();
    held = lastFeatures = null;
    changes.forget();
    count(steps, () => true, steps * perStep);
    return features;
  };

  const count = (steps: number, isFresh: (patch: number) => boolean, encoded: number): void => {
    for (let patch = 0; patch < steps * perStep; patch++) isEncoded.push(isFresh(patch));
    counted.patches += steps * perStep;
    counted.encoded += encoded;
  };

  return {
    count: counted,
    get left() {
      return left;
    },
    isEncoded,
    async encode({ pixels, steps }, feeds, tower) {
      if (tower.whole !== null && restless > 0) {
        const features = await encodeWhole(tower.whole, feeds, steps);
        restless--;
        return features;
      }
      const made: MadeRun[] = [];
      let begun: Patches | null = null;
      let result: Tensor | null = null;
      let now = held;
      const finding = changes.find(pixels, steps);
      finding.catch(() => undefined); // what fails first is told
      try {
        // Patches are made while the adapter compares, unless the whole encoder may be wanted instead.
        if (tower.whole === null) begun = await tower.embed(feeds);
        const found = await finding;
        const { sources } = found;
        const counts = countsOf(sources, perStep);
        if (tower.whole !== null && costsAll(counts, perStep)) {
          const features = await encodeWhole(tower.whole, feeds, steps);
          now = null;
          restless = Math.min(changedBatches++, MOST_RESTLESS);
          return features;
        }
        changedBatches = 0;
        begun ??= await tower.embed(feeds);
        checkRows(begun.patches, steps, perStep);
        const width = begun.patches.dims.at(-1) ?? 0;
        if (heldBytes(perStep, width, tower.layerCount) === 0) {
          left = TOO_MUCH;
          return await encodeAll(begun, tower);
        }
        const alone = begun.patches.dims.length === 2;
        for (const run of planRuns(counts, perStep, { alone })) {
          const next = await encodeRun(run, sources, begun, now, tower);
          made.push({ run, ...next });
          if (now !== held) now?.destroy();
          now = next.held;
        }
        const [only] = made;
        const isAlone = made.length === 1 && only?.run.steps.length === steps;
        result = isAlone ? only.features : spread(steps, made);
        const size = elementCount(result.dims) / steps;
        lastFeatures ??= createTensor(gpu, [size], "float32", "vision/last-features");
        const keeping = createRecorder(gpu, "vision/last-features");
        keeping.copy(result, lastFeatures, { fromElement: (steps - 1) * size, count: size });
        keeping.submit();
        found.keep();
        if (now !== held) held?.destroy();
        held = now;
        const isPicked = new Uint8Array(steps * perStep);
        for (const { picked } of made) for (const patch of picked) isPicked[patch] = 1;
        count(
          steps,
          (patch) => isPicked[patch] === 1,
          made.reduce((sum, { run }) => sum + run.steps.length * run.count, 0),
        );
        return result;
      } catch (thrown) {
        if (now !== held) now?.destroy();
        throw thrown;
      } finally {
        begun?.destroy();
        for (const { features } of made) if (features !== result) features.destroy();
        await finding.then(
          (found) => found.destroy(),
          () => undefined,
        );
      }
    },
    destroy() {
      changes.destroy();
      lastFeatures?.destroy();
      held?.destroy();
    },
  };
}

/** After this many batches, one is compared again. */
const MOST_RESTLESS = 3;

const TOO_MUCH =
  "What the vision encoder would have to hold of frames of this size takes more than half a gigabyte.";

interface MadeRun {
  readonly run: PatchRun;
  readonly picked: Int32Array;
  readonly features: Tensor;
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

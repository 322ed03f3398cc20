// Patches that hardly differ from the last encoded ones at their place are copied, and everything else is encoded.

import { describe, expect, it } from "vitest";
import { elementCount } from "../../src/base/shape.ts";
import { createStopwatch } from "../../src/base/span.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import { createTensor, tensorFrom, type Tensor } from "../../src/gpu/tensor.ts";
import { NEVER } from "../../src/kernels/patch-sources.ts";
import type { HeldLayers, Patches, TowerParts } from "../../src/model/tower-parts.ts";
import { loadModel } from "../../src/pipeline/load-model.ts";
import type { StaticSettings } from "../../src/vision/encode-settings.ts";
import { createFrameEncoder } from "../../src/vision/frame-encoder.ts";
import { planRuns } from "../../src/vision/patch-runs.ts";
import { createCpuPatchChanges } from "../../src/vision/patch-changes-on-cpu.ts";
import { createPatchChanges, type PatchChanges } from "../../src/vision/patch-changes.ts";
import { pixelsOnCpu, pixelsOnGpu, type PixelPlace } from "../../src/vision/pixels.ts";
import { createStaticPatches } from "../../src/vision/static-patches.ts";
import { keepPatchesReference } from "../reference/keep-patches.ts";
import { patchSourcesReference } from "../reference/patch-sources.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { EMBEDDED } from "../support/model.ts";
import { patchWalk } from "../support/patch-walk.ts";
import { seededPicture, withAlpha } from "../support/pictures.ts";
import { seededNormals } from "../support/random.ts";
import { CUT_FEATURES, EXACT, F32_ONE, FAMILY_FEATURES } from "../tolerance.ts";

const gpu = useGpu();

type Rows = readonly (readonly number[])[];

/** Layers in which every patch sees the mean of all that its step sees. */
const mixed = (row: readonly number[], seen: Rows): number[] =>
  row.map((value, c) => 2 * value + seen.reduce((sum, each) => sum + each[c]!, 0) / seen.length);

const rowsIn = (values: Float32Array, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, row) => [
    ...values.subarray(row * width, (row + 1) * width),
  ]);

/** What the layers hold, which a graph would keep for them. */
const heldRows = new WeakMap<HeldLayers, { readonly given: Rows; readonly made: Rows }>();

const layers: TowerParts["layers"] = async (begun, { held, picked, seen, spread, hold }) => {
  const patches = begun.patches as Tensor;
  const width = patches.dims.at(-1)!;
  const values = rowsIn(await readFloats(gpu(), patches), width);
  const fresh = [...picked.rows].map((row) => values[row]!);
  const zeros = Array.from({ length: hold.rows.length }, () => Array<number>(width).fill(0));
  const before = held === null ? { given: zeros, made: zeros } : heldRows.get(held)!;
  const given = [...before.given, ...fresh];
  const [steps = 1, perStep = 0] = seen.dims;
  const rows = fresh.map((row, i) => {
    const step = Math.floor(i / (fresh.length / steps));
    const mine = seen.rows.slice(step * perStep, (step + 1) * perStep);
    return mixed(
      row,
      [...mine].map((place) => given[place]!),
    );
  });
  const made = [...before.made, ...rows];
  const kept: HeldLayers = { values: {}, destroy: () => undefined };
  const next = [...hold.rows];
  heldRows.set(kept, { given: next.map((r) => given[r]!), made: next.map((r) => made[r]!) });
  const out = Float32Array.from([...spread.rows].flatMap((row) => made[row]!));
  const encoded = tensorFrom(gpu(), out, [...spread.dims, width], "test/encoded");
  return { encoded, destroy: () => encoded.destroy(), held: kept };
};

/** A head that gives what it gets. */
const head: TowerParts["head"] = async ({ encoded, destroy }) => {
  const values = await readFloats(gpu(), encoded as Tensor);
  destroy();
  return tensorFrom(gpu(), values, encoded.dims, "test/features");
};

/** A tower whose patches are these, without the whole. */
const towerOf = (patches: Tensor, layerCount = 2) => ({
  whole: null,
  embed: (): Promise<Patches> =>
    Promise.resolve({ patches, turns: null, destroy: () => undefined }),
  layers,
  head,
  layerCount,
});

const GRID = { grid: { rows: 6, columns: 8 }, patch: 4, merge: 1, framesPerStep: 1 } as const;
const SIZE = [26, 33] as const;
const [COUNT, WIDTH] = [48, 6];

/** What is encoded and what is copied, and room for pixels, where frames are resized. */
async function still(settings: StaticSettings, place: PixelPlace = "gpu") {
  const shape = { ...GRID, picture: { height: SIZE[0], width: SIZE[1] } };
  const changes =
    place === "gpu"
      ? await createPatchChanges(gpu(), shape, settings)
      : createCpuPatchChanges(shape, settings);
  return createStaticPatches(gpu(), changes, COUNT);
}

/** Pixels of so many frames. */
function pixelsOf(values: Float32Array<ArrayBuffer>, place: PixelPlace = "gpu") {
  const dims = [values.length / (3 * SIZE[0] * SIZE[1]), 3, ...SIZE];
  if (place === "cpu") return pixelsOnCpu(gpu(), values, dims, "test/pixels");
  return pixelsOnGpu(gpu(), tensorFrom(gpu(), values, dims, "test/pixels"));
}

/** Batches of a walk through static patches, and the same worked out in plain code. */
async function run(batches: readonly number[], alone: boolean, place: PixelPlace) {
  const steps = batches.reduce((sum, count) => sum + count);
  const walk = patchWalk(GRID, steps, SIZE, 0.05);
  const values = seededNormals(steps * COUNT * WIDTH, 3);
  const settings = { threshold: 0.1, refresh: 5 };
  const patches = await still(settings, place);
  const size = 3 * SIZE[0] * SIZE[1];
  const got: number[] = [];
  const want: number[] = [];
  let last = new Float32Array(size);
  let ages: number[] = Array<number>(COUNT).fill(NEVER);
  const zeros: number[][] = Array.from({ length: COUNT }, () => Array<number>(WIDTH).fill(0));
  const latest = { given: [...zeros], made: [...zeros] };
  let shown: number[][] = [];
  let encoded = 0;
  let from = 0;
  for (const count of batches) {
    const pixels = walk.pixels.slice(from * size, (from + count) * size);
    const rows = values.slice(from * COUNT * WIDTH, (from + count) * COUNT * WIDTH);
    const arrived = pixelsOf(pixels.slice(), place);
    const dims = alone ? [count * COUNT, WIDTH] : [count, COUNT, WIDTH];
    const embedded = tensorFrom(gpu(), rows, dims, "test/patches");
    const batch = { pixels: arrived, steps: count };
    const result = await patches.encode(batch, {}, towerOf(embedded));
    expect(elementCount(result.dims)).toBe(count * COUNT * WIDTH);
    got.push(...(await readFloats(gpu(), result)));
    for (const each of [result, embedded, arrived]) each.destroy();

    const shape = { ...GRID, ...settings, steps: count };
    const wanted = Array<number>(count * COUNT).fill(1);
    const given = { pixels, last, ages, wanted };
    const { sources, laterAges } = patchSourcesReference(shape, given, ...SIZE);
    const freshOf = (t: number): number[] =>
      [...latest.made.keys()].filter((p) => sources[t * COUNT + p] === t + 1);
    const counts = Array.from({ length: count }, (_, t) => freshOf(t).length);
    const runs = planRuns(counts, COUNT, { alone });
    for (let t = 0; t < count; t++) {
      const run = runs.find(({ steps }) => steps.includes(t));
      const fresh = freshOf(t);
      const others = [...latest.made.keys()].filter((p) => !fresh.includes(p));
      const more = run ? others.slice(0, run.count - fresh.length) : [];
      const rowOf = (p: number): number[] => [
        ...rows.subarray((t * COUNT + p) * WIDTH, (t * COUNT + p + 1) * WIDTH),
      ];
      if (run) {
        const given = latest.given.map((row, p) =>
          fresh.includes(p) || more.includes(p) ? rowOf(p) : row,
        );
        const made = (p: number): number[] => mixed(rowOf(p), given);
        shown = latest.made.map((row, p) =>
          fresh.includes(p) || more.includes(p) ? made(p) : row,
        );
        for (const p of fresh) {
          latest.given[p] = rowOf(p);
          latest.made[p] = shown[p]!;
        }
      }
      want.push(...shown.flat());
      encoded += run?.count ?? 0;
    }
    ages = laterAges;
    last = Float32Array.from(keepPatchesReference(shape, { pixels, last }, sources, ...SIZE));
    from += count;
  }
  expect(patches.count).toEqual({ patches: steps * COUNT, encoded });
  patches.destroy();
  return { got, want, share: encoded / (steps * COUNT) };
}

describe("static patches", () => {
  it.each([
    { batches: [8, 8, 3], place: "gpu" },
    { batches: [8, 8, 3], place: "cpu" },
    { batches: [1, 1, 1, 1, 1, 1, 1, 1], place: "gpu" },
    { batches: [2, 7, 5], place: "gpu" },
    { batches: [2, 7, 5], place: "cpu" },
  ] as const)(
    "are copied from where they were encoded last, over batches of $batches, on the $place",
    async ({ batches, place }) => {
      const { got, want, share } = await run(batches, false, place);
      expect(differs(got, want, F32_ONE)).toBeNull();
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.9);
    },
  );

  it("are encoded in no greater number than have changed where each step runs alone", async () => {
    const { got, want } = await run([1, 1, 1, 1, 1], true, "gpu");
    expect(differs(got, want, F32_ONE)).toBeNull();
  });

  it("are all encoded where more than half a gigabyte would be held", async () => {
    const kept = await still({ threshold: 9, refresh: 9 });
    const pixels = pixelsOf(new Float32Array(2 * 3 * SIZE[0] * SIZE[1]));
    const values = seededNormals(2 * COUNT * WIDTH, 5);
    const patches = tensorFrom(gpu(), values, [2, COUNT, WIDTH], "test/patches");
    const tower = towerOf(patches, 1e6);
    const result = await kept.encode({ pixels, steps: 2 }, {}, tower);
    const rows = rowsIn(values, WIDTH);
    const want = [0, 1].flatMap((step) => {
      const mine = rows.slice(step * COUNT, (step + 1) * COUNT);
      return mine.flatMap((row) => mixed(row, mine));
    });
    expect(differs(await readFloats(gpu(), result), want, F32_ONE)).toBeNull();
    expect(kept.left).toContain("half a gigabyte");
    for (const each of [result, pixels, patches]) each.destroy();
    kept.destroy();
  });

  it("are not compared for some batches after two in which everything changed, and are encoded", async () => {
    const shape = { ...GRID, picture: { height: SIZE[0], width: SIZE[1] } };
    const changes = createCpuPatchChanges(shape, { threshold: 0.1, refresh: 9 });
    let compared = 0;
    const counting: PatchChanges = {
      ...changes,
      find(pixels, steps) {
        compared++;
        return changes.find(pixels, steps);
      },
    };
    const kept = createStaticPatches(gpu(), counting, COUNT);
    const values = seededNormals(2 * COUNT * WIDTH, 7);
    const patches = tensorFrom(gpu(), values, [2, COUNT, WIDTH], "test/patches");
    const whole = () =>
      Promise.resolve(tensorFrom(gpu(), values, [2, COUNT, WIDTH], "test/features"));
    const tower = { ...towerOf(patches), whole };
    const seen: number[] = [];
    for (let batch = 0; batch < 8; batch++) {
      // All but the first six batches are one grey picture.
      const size = 2 * 3 * SIZE[0] * SIZE[1];
      const pixels = pixelsOf(
        batch < 6 ? seededNormals(size, batch) : new Float32Array(size),
        "cpu",
      );
      (await kept.encode({ pixels, steps: 2 }, {}, tower)).destroy();
      pixels.destroy();
      seen.push(compared);
    }
    // The third is not compared, nor are two after the fourth; then the picture rests.
    expect(seen).toEqual([1, 2, 2, 3, 3, 3, 4, 5]);
    expect(kept.isEncoded.slice(0, 6 * 2 * COUNT).every((one) => one)).toBe(true);
    expect(kept.count).toEqual({ patches: 8 * 2 * COUNT, encoded: 13 * COUNT });
    kept.destroy();
    patches.destroy();
  });

  it("stay as they were when a run fails", async () => {
    const kept = await still({ threshold: 0, refresh: 9 });
    const pixels = pixelsOf(new Float32Array(3 * SIZE[0] * SIZE[1]));
    const patches = createTensor(gpu(), [1, COUNT, WIDTH], "float32", "test/patches");
    const before = gpu().ledger.liveBuffers;
    const tired = () => Promise.reject(new Error("The adapter is tired."));
    const tower = towerOf(patches);
    const failing = kept.encode({ pixels, steps: 1 }, {}, { ...tower, layers: tired });
    await expect(failing).rejects.toThrow("tired");
    expect(gpu().ledger.liveBuffers).toBe(before);
    expect(kept.count).toEqual({ patches: 0, encoded: 0 });
    const again = await kept.encode({ pixels, steps: 1 }, {}, tower);
    expect(kept.count).toEqual({ patches: COUNT, encoded: COUNT });
    for (const each of [again, pixels, patches]) each.destroy();
    kept.destroy();
  });
});

const [W, H] = [88, 88];
const noise = (seed: number): Uint8Array<ArrayBuffer> => seededPicture("noise", W, H, seed);

async function* arriving(pictures: readonly Uint8Array<ArrayBuffer>[]) {
  for (const rgb of pictures) {
    const init = { format: "RGBA", codedWidth: W, codedHeight: H, timestamp: 0 } as const;
    yield { frame: new VideoFrame(withAlpha(rgb), init), rotation: 0 as const, isMirrored: false };
  }
}

/** The tokens of the embedded model's tower, a row a frame, and how many patches were encoded. */
async function encode(
  pictures: readonly Uint8Array<ArrayBuffer>[],
  still: StaticSettings | null,
  runtime: "wasm" | "webgpu" = "wasm",
  place: PixelPlace = "cpu",
) {
  const model = await loadModel(gpu(), EMBEDDED, { runtime });
  const { vision, config } = model;
  const layout = config.layout({ width: W, height: H }, pictures.length);
  const encoder = await createFrameEncoder(gpu(), vision, config, layout, { still, place });
  const stopwatch = createStopwatch();
  const tokens = await encoder.encode(arriving(pictures), pictures.length, { stopwatch });
  const values = await readFloats(gpu(), tokens);
  const size = values.length / pictures.length;
  const frames = pictures.map((_, t) => values.slice(t * size, (t + 1) * size));
  const { report } = encoder;
  tokens.destroy();
  encoder.destroy();
  await model.release();
  return { frames, report };
}

describe("the embedded model's pictures", () => {
  it("have the whole encoder's tokens where nothing is static", async () => {
    const pictures = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(noise);
    const whole = await encode(pictures, null);
    const parts = await encode(pictures, { threshold: 0, refresh: 100 });
    expect(whole.report).toEqual({ count: null, left: null });
    expect(parts.report).toEqual({ count: { patches: 1210, encoded: 1210 }, left: null });
    expect(
      differs(
        parts.frames.flatMap((f) => [...f]),
        whole.frames.flatMap((f) => [...f]),
        CUT_FEATURES,
      ),
    ).toBeNull();
  });

  it("are encoded once while nothing moves, and again after so many frames", async () => {
    const [a, b] = [noise(1), noise(2)];
    const pictures = [a, a, a, a, b, b, a];
    const whole = await encode(pictures, null);
    const parts = await encode(pictures, { threshold: 0, refresh: 3 });
    expect(parts.report.count).toEqual({ patches: 847, encoded: 4 * 121 });
    for (const [t, tokens] of parts.frames.entries())
      expect(differs(tokens, whole.frames[t]!, CUT_FEATURES)).toBeNull();
  });

  it("are the same where the graphs run on the GPU", async () => {
    const still = { threshold: 0.3, refresh: 4 };
    const moved = noise(1).map((value, i) => (i % 3000 < 200 ? 255 - value : value));
    const pictures = [noise(1), moved, moved, noise(1), noise(2), moved];
    const onCpu = await encode(pictures, still);
    const onGpu = await encode(pictures, still, "webgpu", "gpu");
    expect(onGpu.report).toEqual(onCpu.report);
    expect(onCpu.report.count!.encoded).toBeLessThan(6 * 121);
    for (const [t, tokens] of onGpu.frames.entries())
      expect(differs(tokens, onCpu.frames[t]!, FAMILY_FEATURES)).toBeNull();
  });

  it("have new tokens where one value has changed", async () => {
    const before = noise(1);
    const after = before.map((value, i) => (i === (20 * W + 20) * 3 ? 255 - value : value));
    const { frames, report } = await encode([before, after], { threshold: 0.05, refresh: 9 });
    // The resized picture is the picture: one patch has changed, and the run is filled up to one in sixteen.
    expect(report.count).toEqual({ patches: 242, encoded: 121 + 8 });
    expect(differs(frames[1]!, frames[0]!, EXACT)).not.toBeNull();
  });
});

import { expect, it } from "vitest";
import {
  recordTemporalRedundancy,
  recentFrames,
  TEMPORAL_REDUNDANCY,
} from "../../src/kernels/temporal-redundancy.ts";
import { temporalRedundancyReference, type ChunkOfKeys } from "../reference/temporal-redundancy.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { COSINE_F32 } from "../tolerance.ts";

const gpu = useGpu();

interface Case {
  readonly frames: number;
  readonly places: number;
  readonly heads: number;
  readonly headSize: number;
  /** Rows behind those of the chunk, to be left alone. */
  readonly spare: number;
  readonly axisLimit?: number;
}

const testChunk = ({ frames, places, heads, headSize, spare }: Case, seed = 1): ChunkOfKeys => ({
  keys: asReals(seededNormals(heads * (frames * places + spare) * headSize, seed)),
  centre: seededNormals(heads * headSize, seed + 1, 0.3),
  frames,
  places,
  heads,
  headSize,
});

async function run(
  { keys, centre, frames, places, heads, headSize }: ChunkOfKeys,
  references: Uint32Array<ArrayBuffer>,
  { axisLimit }: { readonly axisLimit?: number } = {},
): Promise<number[]> {
  const kernel = await gpu().kernels.load(TEMPORAL_REDUNDANCY, {}, real());
  const rows = keys.length / heads / headSize;
  return onWorkbench(
    gpu(),
    async (bench) => {
      const scores = bench.input(new Float32Array(frames * places).fill(Number.NaN));
      const tensors = {
        keys: bench.reals(Float32Array.from(keys), [1, heads, rows, headSize]),
        centre: bench.input(Float32Array.from(centre), [heads, headSize]),
        references: bench.input(references, [frames, 2]),
        scores,
      };
      const shape = { frames, places };
      bench.run((to) => recordTemporalRedundancy(to, kernel, shape, tensors));
      return bench.floats(scores);
    },
    axisLimit,
  );
}

/** Each frame is compared with up to `count` behind it, the last one with as many before it. */
const followingFrames = (frames: number, count: number): Uint32Array<ArrayBuffer> =>
  Uint32Array.from(
    Array.from({ length: frames }, (_, frame) =>
      frame === frames - 1
        ? [Math.max(0, frame - count), frame]
        : [frame + 1, Math.min(frames, frame + 1 + count)],
    ).flat(),
  );

const SHAPES: readonly Case[] = [
  { frames: 1, places: 1, heads: 1, headSize: 1, spare: 0 },
  { frames: 2, places: 3, heads: 1, headSize: 4, spare: 0 },
  { frames: 5, places: 13, heads: 2, headSize: 16, spare: 3 },
  { frames: 3, places: 65, heads: 3, headSize: 7, spare: 1, axisLimit: 2 },
];

inEachReal("temporal-redundancy", () => {
  it.each(SHAPES)(
    "agrees with the reference: $frames × $places, frames that follow",
    async (shape) => {
      const chunk = testChunk(shape);
      const { frames } = shape;
      const got = await run(chunk, followingFrames(frames, 2), shape);
      const want = temporalRedundancyReference(chunk, (frame) =>
        frame === frames - 1
          ? [frames - 3, frames - 2].filter((t) => t >= 0)
          : after(frame, frames),
      );
      expect(differs(got, want, COSINE_F32)).toBeNull();
    },
  );

  it.each(SHAPES)(
    "agrees with the reference: $frames × $places, the last frames",
    async (shape) => {
      const chunk = testChunk(shape);
      const got = await run(chunk, recentFrames(shape.frames, 2), shape);
      const last = [shape.frames - 2, shape.frames - 1].filter((t) => t >= 0);
      expect(
        differs(
          got,
          temporalRedundancyReference(chunk, () => last),
          COSINE_F32,
        ),
      ).toBeNull();
    },
  );

  it("gives a still place −1, and one that changes more", async () => {
    const chunk = testChunk({ frames: 4, places: 3, heads: 2, headSize: 32, spare: 0 });
    const centre = new Float32Array(64);
    for (const head of [0, 1]) {
      for (const frame of [1, 2, 3]) {
        const row = (of: number): number => (head * 12 + of * 3) * 32;
        chunk.keys.copyWithin(row(frame), row(0), row(0) + 32);
      }
    }
    const got = await run({ ...chunk, centre }, followingFrames(4, 4));
    for (const frame of [0, 1, 2, 3]) {
      expect(got[frame * 3]).toBeCloseTo(-1, 5);
      expect(got[frame * 3 + 1]).toBeGreaterThan(-0.7);
    }
  });

  it("sees through a long bias only with its centre", async () => {
    const chunk = testChunk({ frames: 3, places: 9, heads: 1, headSize: 16, spare: 0 });
    const centre = new Float32Array(16).fill(150);
    const keys = asReals(chunk.keys.map((value) => value + 150));
    const blind = await run({ ...chunk, keys, centre: new Float32Array(16) }, recentFrames(3, 3));
    expect(Math.max(...blind)).toBeLessThan(-0.999);
    const seeing = await run({ ...chunk, keys, centre }, recentFrames(3, 3));
    const short = keys.map((value) => value - 150);
    const want = temporalRedundancyReference(
      { ...chunk, keys: short, centre: new Float32Array(16) },
      () => [0, 1, 2],
    );
    expect(differs(seeing, want, { abs: 1e-4, rel: 0 })).toBeNull();
  });

  it("takes keys of no length as like nothing, and long ones as any", async () => {
    const chunk = testChunk({ frames: 3, places: 2, heads: 1, headSize: 4, spare: 0 });
    const centre = new Float32Array(4);
    const longer = real() === "f16" ? 1e4 : 1e15;
    const keys = asReals(chunk.keys.map((value, i) => (i < 4 ? 0 : value * longer)));
    const got = await run({ ...chunk, keys, centre }, followingFrames(3, 2));
    expect(got[0]).toBeCloseTo(0, 6);
    const want = temporalRedundancyReference({ ...chunk, keys, centre }, (t) =>
      t === 2 ? [0, 1] : after(t, 3),
    );
    expect(differs(got, want, COSINE_F32)).toBeNull();
  });

  it("refuses fewer keys than tokens", async () => {
    const chunk = testChunk({ frames: 2, places: 2, heads: 1, headSize: 4, spare: 0 });
    const short = { ...chunk, keys: chunk.keys.subarray(0, 12) };
    await expect(run(short, recentFrames(2, 1))).rejects.toThrow(/holds 3 rows, wanted 2 · 2/);
  });
});

const after = (frame: number, frames: number): number[] =>
  [frame + 1, frame + 2].filter((other) => other < frames);

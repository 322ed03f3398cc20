// Delta rotation against the rotation of the plain key, in f64, at the new position.

import { describe, expect, it } from "vitest";
import { halfValue, halvesOf } from "../../src/base/half.ts";
import type { Tensor } from "../../src/gpu/tensor.ts";
import { recordRotateKeys, ROTATE_KEYS } from "../../src/kernels/rotate-keys.ts";
import { positionMoves } from "../support/position-moves.ts";
import { rotaryPhases } from "../../src/kernels/rotary-phases.ts";
import { inSections, rotatedReference, type Rotation } from "../reference/rotate-keys.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded, seededNormals } from "../support/random.ts";
import { asReals, asStored, inEachReal, real, realDtype } from "../support/real.ts";
import { onWorkbench, type Workbench } from "../support/run-kernel.ts";
import { ROTATION_F32, ROTATION_FAR } from "../tolerance.ts";

const gpu = useGpu();

interface Case extends Rotation {
  readonly heads: number;
  readonly headSize: number;
  readonly source: number;
  readonly count: number;
  readonly room: number;
  readonly toRow: number;
  /** Positions are below this. */
  readonly far: number;
  readonly axisLimit?: number;
}

const axesOf = ({ axisOf }: Rotation): number => (axisOf === undefined ? 1 : 3);

/** A position for each of `count` rows, [count][axes]. */
function positions(count: number, shape: Case, seed: number): number[][] {
  const random = seeded(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length: axesOf(shape) }, () => Math.floor(random() * shape.far)),
  );
}

/** Keys [heads, rows, headSize] at `at`, from plain ones. */
function keysAt(
  plain: Float32Array,
  { heads, headSize, ...rotation }: Case,
  at: readonly (readonly number[])[],
): Float32Array<ArrayBuffer> {
  const all: number[] = [];
  for (let i = 0; i < heads * at.length; i++) {
    const key = plain.subarray(i * headSize, (i + 1) * headSize);
    all.push(...rotatedReference(key, at[i % at.length]!, rotation));
  }
  return Float32Array.from(all);
}

const phasesOf = (bench: Workbench, rotation: Rotation): Tensor => {
  const { values, axes, pairs } = rotaryPhases(rotation);
  return bench.input(values, [axes, pairs]);
};

async function run(shape: Case) {
  const { heads, headSize, source, count, room, toRow } = shape;
  const plain = seededNormals(heads * source * headSize, 1);
  const old = positions(source, shape, 2);
  const next = positions(count, shape, 3);
  const random = seeded(4);
  const rows = Uint32Array.from({ length: count }, () => Math.floor(random() * source));
  const moves = positionMoves(
    [...rows].flatMap((row) => old[row]!),
    next.flat(),
  );
  const held = asReals(keysAt(plain, shape, old));
  const kernel = await gpu().kernels.load(ROTATE_KEYS, {}, real());
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const tensors = {
        keys: bench.reals(held, [1, heads, source, headSize]),
        rows: bench.input(rows),
        moves: bench.input(moves, [count, axesOf(shape)]),
        phases: phasesOf(bench, shape),
        rotated: bench.output([1, heads, room, headSize], realDtype()),
      };
      const { isInterleaved = false } = shape;
      const place = { count, toRow, isInterleaved };
      bench.run((to) => recordRotateKeys(to, kernel, place, tensors));
      return bench.floats(tensors.rotated);
    },
    shape.axisLimit,
  );
  const want = new Float32Array(heads * room * headSize);
  for (let head = 0; head < heads; head++) {
    rows.forEach((row, k) => {
      const at = (head * source + row) * headSize;
      // Halves have lost what a fresh rotation has.
      const [from, by] =
        real() === "f16"
          ? [held, next[k]!.map((position, axis) => position - old[row]![axis]!)]
          : [plain, next[k]!];
      const key = from.subarray(at, at + headSize);
      want.set(rotatedReference(key, by, shape), (head * room + toRow + k) * headSize);
    });
  }
  return { got, want };
}

const NEAR = { far: 40, theta: 1e4 } as const;
const FAR = { far: 32_768, theta: 1e6 } as const;

inEachReal("rotate-keys", () => {
  it.each<Case>([
    { heads: 1, headSize: 2, rotarySize: 2, source: 1, count: 1, room: 1, toRow: 0, ...NEAR },
    { heads: 2, headSize: 16, rotarySize: 16, source: 9, count: 5, room: 7, toRow: 2, ...NEAR },
    { heads: 3, headSize: 14, rotarySize: 6, source: 9, count: 20, room: 21, toRow: 0, ...NEAR },
    { heads: 2, headSize: 7, rotarySize: 6, source: 5, count: 3, room: 3, toRow: 0, ...NEAR },
    {
      ...NEAR,
      heads: 3,
      headSize: 14,
      rotarySize: 6,
      isInterleaved: true,
      source: 9,
      count: 20,
      room: 21,
      toRow: 1,
    },
    {
      ...NEAR,
      heads: 2,
      headSize: 16,
      rotarySize: 16,
      axisOf: inSections(2, 3, 3),
      isInterleaved: true,
      source: 9,
      count: 31,
      room: 40,
      toRow: 9,
    },
    {
      ...NEAR,
      heads: 2,
      headSize: 16,
      rotarySize: 16,
      axisOf: inSections(2, 3, 3),
      source: 9,
      count: 31,
      room: 40,
      toRow: 9,
      axisLimit: 2,
    },
  ])(
    "moves $count keys of $heads heads of $headSize, $rotarySize turned by the axes $axisOf, interleaved: $isInterleaved",
    async (shape) => {
      const { got, want } = await run(shape);
      expect(differs(got, want, asStored(ROTATION_F32))).toBeNull();
    },
  );

  it.each<Case>([
    { heads: 2, headSize: 64, rotarySize: 64, source: 50, count: 50, room: 50, toRow: 0, ...FAR },
    {
      ...FAR,
      heads: 2,
      headSize: 128,
      rotarySize: 128,
      axisOf: inSections(16, 24, 24),
      source: 30,
      count: 30,
      room: 30,
      toRow: 0,
      axisLimit: 7,
    },
  ])("agrees with fresh rotation at 32,768 positions, heads of $headSize", async (shape) => {
    const { got, want } = await run(shape);
    expect(differs(got, want, asStored(ROTATION_FAR))).toBeNull();
    expect(distance(got, want)).toBeLessThan(real() === "f16" ? 1e-3 : 3e-5); // 1e-3 is what is asked for
  });

  it("copies bit by bit what is not moved", async () => {
    const keys = asReals(seededNormals(2 * 10 * 32, 5, 1e3));
    const got = await chain(keys, { heads: 2, headSize: 32, rotarySize: 32, theta: 1e4 }, [0]);
    expect(got).toEqual(Array.from(keys));
  });

  it("turns by quarters and eighths of a circle as well as between", async () => {
    // One pair, 2π / 32 a position: cos and sin change their series at every odd eighth.
    const count = 81;
    const kernel = await gpu().kernels.load(ROTATE_KEYS, {}, real());
    await onWorkbench(gpu(), async (bench) => {
      const tensors = {
        keys: bench.reals(Float32Array.of(1, 0), [1, 1, 1, 2]),
        rows: bench.input(new Uint32Array(count)),
        moves: bench.input(
          Int32Array.from({ length: count }, (_, k) => k - 40),
          [count, 1],
        ),
        phases: bench.input(Uint32Array.of(2 ** 27), [1, 1]),
        rotated: bench.output([1, 1, count, 2], realDtype()),
      };
      bench.run((to) => recordRotateKeys(to, kernel, { count, toRow: 0 }, tensors));
      const want = Array.from({ length: count }, (_, k) => ((k - 40) * Math.PI) / 16);
      const circle = want.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]);
      expect(
        differs(await bench.floats(tensors.rotated), circle, asStored({ abs: 2e-7, rel: 0 })),
      ).toBeNull();
    });
  });

  it("keeps the angle over a chain of 20 moves, in f32, through f16 and in f16", async () => {
    const shape = { heads: 2, headSize: 64, rotarySize: 64, theta: 1e6 };
    const plain = asReals(seededNormals(2 * 10 * 64, 6));
    const random = seeded(7);
    const stops = [0, ...Array.from({ length: 20 }, () => Math.floor(random() * 32_768))];
    const moves = stops.slice(1).map((stop, i) => stop - stops[i]!);
    const all = (position: number): number[] =>
      Array.from({ length: 20 }, (_, i) => plain.subarray(i * 64, (i + 1) * 64)).flatMap((key) =>
        rotatedReference(key, [position], shape),
      );
    const want = all(stops.at(-1)!);
    const most = real() === "f16" ? 1e-3 : 3e-5;
    expect(distance(await chain(plain, shape, moves), want)).toBeLessThan(most);
    const halves = distance(await chain(plain, shape, moves, throughHalf), want);
    expect(halves).toBeLessThan(1e-3); // 20 roundings of at most 2⁻¹¹, one beside the other
    expect(halves).toBeGreaterThan(1e-4); // which shows that they were rounded
    const once = await chain(plain, shape, moves.slice(0, 1), throughHalf);
    expect(distance(once, all(moves[0]!))).toBeLessThan(1e-3);
  });
});

describe("rotate-keys", () => {
  it("gives back the key before rotation", async () => {
    const shape = { heads: 2, headSize: 32, rotarySize: 32, theta: 1e4 };
    const plain = seededNormals(2 * 10 * 32, 8);
    const there = await chain(plain, shape, [1234]);
    expect(distance(there, plain)).toBeGreaterThan(0.5);
    const back = await chain(Float32Array.from(there), shape, [...positionMoves([1234])]);
    expect(differs(back, plain, ROTATION_F32)).toBeNull();
  });

  it("refuses frequencies that a head has not", async () => {
    const shape = { heads: 1, headSize: 4, rotarySize: 6, theta: 1e4 };
    await expect(chain(seededNormals(40, 9), shape, [1])).rejects.toThrow(/for heads of 4/);
    expect(() => rotaryPhases({ theta: 1e4, rotarySize: 8, axisOf: [0, 1, 2] })).toThrow(
      /axes of 3/,
    );
  });
});

const throughHalf = (values: ArrayLike<number>): Float32Array<ArrayBuffer> =>
  real() === "f16" ? asReals(values) : Float32Array.from(halvesOf(values), halfValue);

/** All of ten rows a head, moved by each of `moves` in turn and stored by `store` between. */
async function chain(
  keys: Float32Array<ArrayBuffer>,
  shape: Rotation & { readonly heads: number; readonly headSize: number },
  moves: readonly number[],
  store = asReals,
): Promise<number[]> {
  const count = 10;
  const kernel = await gpu().kernels.load(ROTATE_KEYS, {}, real());
  let held = store(keys);
  for (const move of moves) {
    held = await onWorkbench(gpu(), async (bench) => {
      const dims = [1, shape.heads, count, shape.headSize];
      const tensors = {
        keys: bench.reals(held, dims),
        rows: bench.input(Uint32Array.from({ length: count }, (_, row) => row)),
        moves: bench.input(new Int32Array(count).fill(move), [count, 1]),
        phases: phasesOf(bench, shape),
        rotated: bench.output(dims, realDtype()),
      };
      bench.run((to) => recordRotateKeys(to, kernel, { count, toRow: 0 }, tensors));
      return store(await bench.floats(tensors.rotated));
    });
  }
  return [...held];
}

/** |got − want| / |want| */
function distance(got: ArrayLike<number>, want: ArrayLike<number>): number {
  let [error, size] = [0, 0];
  for (let i = 0; i < want.length; i++) {
    error += (got[i]! - want[i]!) ** 2;
    size += want[i]! ** 2;
  }
  return Math.sqrt(error / size);
}

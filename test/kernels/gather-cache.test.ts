import { expect, it } from "vitest";
import { recordGatherCache, GATHER_CACHE } from "../../src/kernels/gather-cache.ts";
import { gatherCacheReference } from "../reference/gather-cache.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded, seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real, realDtype } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

interface Case {
  readonly heads: number;
  readonly source: number;
  readonly headSize: number;
  readonly count: number;
  readonly room: number;
  readonly toRow: number;
  readonly axisLimit?: number;
}

async function run({ heads, source, headSize, count, room, toRow, axisLimit }: Case) {
  const entries = asReals(seededNormals(heads * source * headSize, 1));
  const random = seeded(2);
  const rows = Uint32Array.from({ length: count }, () => Math.floor(random() * source));
  const kernel = await gpu().kernels.load(GATHER_CACHE, {}, real());
  const before = new Float32Array(heads * room * headSize).fill(7);
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const tensors = {
        entries: bench.reals(entries, [1, heads, source, headSize]),
        rows: bench.input(rows),
        gathered: bench.reals(before, [1, heads, room, headSize]),
      };
      bench.run((to) => recordGatherCache(to, kernel, { count, toRow }, tensors));
      return bench.floats(tensors.gathered);
    },
    axisLimit,
  );
  const want = Array.from(before);
  const copied = gatherCacheReference(entries, { heads, headSize }, rows);
  for (let head = 0; head < heads; head++) {
    const part = copied.subarray(head * count * headSize, (head + 1) * count * headSize);
    part.forEach((value, i) => (want[(head * room + toRow) * headSize + i] = value));
  }
  return { got, want };
}

inEachReal("gather-cache", () => {
  it.each<Case>([
    { heads: 1, source: 1, headSize: 1, count: 1, room: 1, toRow: 0 },
    { heads: 2, source: 9, headSize: 16, count: 3, room: 5, toRow: 2 },
    { heads: 3, source: 37, headSize: 7, count: 19, room: 23, toRow: 1 },
    { heads: 2, source: 37, headSize: 64, count: 37, room: 100, toRow: 63 },
    { heads: 2, source: 11, headSize: 33, count: 40, room: 41, toRow: 1, axisLimit: 3 },
    { heads: 5, source: 20, headSize: 128, count: 13, room: 13, toRow: 0, axisLimit: 2 },
  ])(
    "copies $count of $source rows of $heads heads of $headSize and leaves the others",
    async (shape) => {
      const { got, want } = await run(shape);
      expect(got).toEqual(want);
    },
  );

  it("refuses what does not fit", async () => {
    const shape = { heads: 2, source: 4, headSize: 8, count: 3, room: 4, toRow: 2 };
    await expect(run(shape)).rejects.toThrow(/holds 4 rows, 3 from 2 on do not fit/);
  });

  it("records nothing for no rows", async () => {
    const kernel = await gpu().kernels.load(GATHER_CACHE, {}, real());
    await onWorkbench(gpu(), async (bench) => {
      const entries = bench.reals(Float32Array.of(1, 2), [1, 1, 1, 2]);
      const gathered = bench.output([1, 1, 1, 2], realDtype());
      const rows = bench.input(Uint32Array.of(0));
      bench.run((to) => {
        const tensors = { entries, rows, gathered };
        recordGatherCache(to, kernel, { count: 0, toRow: 1 }, tensors);
      });
      expect(await bench.floats(gathered)).toEqual([0, 0]);
    });
  });
});

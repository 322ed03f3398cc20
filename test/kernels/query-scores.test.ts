// mean-query and query-scores: from the queries that the graph gives to one number a frame.

import { expect, it } from "vitest";
import { recordMeanQuery, MEAN_QUERY } from "../../src/kernels/mean-query.ts";
import { recordQueryScores, QUERY_SCORES } from "../../src/kernels/query-scores.ts";
import { meanQueryReference } from "../reference/mean-query.ts";
import { queryScoresReference } from "../reference/query-scores.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

interface Case {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly frames: number;
  /** Of the question. */
  readonly tokens: number;
  readonly isPacked: boolean;
  readonly axisLimit?: number;
}

const LAYERS = 2;
const BEFORE = 3;

async function run(
  { heads, kvHeads, headSize, frames, tokens, isPacked, axisLimit }: Case,
  bias = 0,
) {
  const width = heads * headSize;
  const rowWidth = width + (isPacked ? 2 * kvHeads * headSize : 0);
  const rows = { fromRow: BEFORE, count: tokens };
  const layers = Array.from({ length: LAYERS }, (_, layer) => ({
    queries: asReals(seededNormals((BEFORE + tokens) * rowWidth, layer + 1)),
    keys: seededNormals(frames * kvHeads * headSize, layer + 11).map((value) => value + bias),
  }));
  const meanKernel = await gpu().kernels.load(MEAN_QUERY, {}, real());
  const scoresKernel = await gpu().kernels.load(QUERY_SCORES);
  return onWorkbench(
    gpu(),
    async (bench) => {
      const scores = bench.output([LAYERS, frames]);
      const means: number[] = [];
      for (const [layer, { queries, keys }] of layers.entries()) {
        const query = bench.output([heads, headSize]);
        const packed = bench.reals(queries, [1, BEFORE + tokens, rowWidth]);
        const tensors = { query, keys: bench.input(keys, [frames, kvHeads, headSize]), scores };
        bench.run((to) => {
          recordMeanQuery(to, meanKernel, rows, { queries: packed, mean: query });
          const where = { frames, to: layer * frames };
          recordQueryScores(to, scoresKernel, where, tensors);
        });
        means.push(...(await bench.floats(query)));
      }
      const wantMeans = layers.map(({ queries }) =>
        meanQueryReference(queries, { rowWidth, width }, rows),
      );
      const want = layers.map(({ keys }, layer) =>
        queryScoresReference(wantMeans[layer]!, keys, { heads, kvHeads, headSize }),
      );
      return {
        means,
        wantMeans: wantMeans.flatMap((mean) => [...mean]),
        got: await bench.floats(scores),
        want: want.flatMap((each) => [...each]),
      };
    },
    axisLimit,
  );
}

inEachReal("mean-query, query-scores", () => {
  it.each<Case>([
    { heads: 1, kvHeads: 1, headSize: 1, frames: 1, tokens: 1, isPacked: false },
    { heads: 4, kvHeads: 2, headSize: 16, frames: 5, tokens: 7, isPacked: true },
    { heads: 6, kvHeads: 3, headSize: 7, frames: 70, tokens: 3, isPacked: true, axisLimit: 1 },
    { heads: 14, kvHeads: 2, headSize: 64, frames: 200, tokens: 20, isPacked: false, axisLimit: 2 },
  ])(
    "agree with the reference: $frames frames, $heads heads over $kvHeads of $headSize",
    async (shape) => {
      const { means, wantMeans, got, want } = await run(shape);
      expect(differs(means, wantMeans, F32_SUM)).toBeNull();
      expect(differs(got, want, { abs: 1e-4, rel: 1e-5 })).toBeNull();
    },
  );

  it("give all frames the same for a bias of the keys", async () => {
    const shape = { heads: 4, kvHeads: 2, headSize: 16, frames: 9, tokens: 7, isPacked: true };
    const [plain, biased] = [await run(shape), await run(shape, 100)];
    const added = biased.got.map((score, i) => score - plain.got[i]!);
    for (const layer of [0, 1]) {
      const [first, ...others] = added.slice(layer * 9, layer * 9 + 9);
      expect(Math.abs(first!)).toBeGreaterThan(10);
      for (const other of others) expect(Math.abs(other - first!)).toBeLessThan(0.02);
    }
  });

  it("refuse a question of no tokens", async () => {
    const shape = { heads: 1, kvHeads: 1, headSize: 2, frames: 1, tokens: 0, isPacked: false };
    await expect(run(shape)).rejects.toThrow(/has 3 rows, wanted 0 from 3 on/);
  });
});

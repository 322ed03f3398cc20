// query-parts, and what it is for: with frame-bounds and query-scores, the largest product that a question can have with
// any token of a frame.

import { expect, it } from "vitest";
import { recordFrameBounds, FRAME_BOUNDS } from "../../src/kernels/frame-bounds.ts";
import { recordQueryParts, QUERY_PARTS } from "../../src/kernels/query-parts.ts";
import { recordQueryScores, QUERY_SCORES } from "../../src/kernels/query-scores.ts";
import { frameBoundsReference } from "../reference/frame-bounds.ts";
import { queryPartsReference } from "../reference/query-parts.ts";
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
  readonly perFrame: number;
  /** Of the question. */
  readonly tokens: number;
  readonly isPacked: boolean;
  readonly axisLimit?: number;
}

const BEFORE = 2;

async function run(shape: Case) {
  const { heads, kvHeads, headSize, frames, perFrame, tokens, isPacked, axisLimit } = shape;
  const width = heads * headSize;
  const rowWidth = width + (isPacked ? 2 * kvHeads * headSize : 0);
  const queries = asReals(seededNormals((BEFORE + tokens) * rowWidth, 1));
  const keys = asReals(seededNormals(kvHeads * frames * perFrame * headSize, 2));
  const starts = Array.from({ length: frames + 1 }, (_, t) => t * perFrame);
  const rows = { fromRow: BEFORE, count: tokens };
  const { kernels } = gpu();
  const [partsKernel, boundsKernel, scoresKernel] = await Promise.all([
    kernels.load(QUERY_PARTS, {}, real()),
    kernels.load(FRAME_BOUNDS, {}, real()),
    kernels.load(QUERY_SCORES),
  ]);
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const parts = bench.output([2 * heads, headSize]);
      const bounds = bench.output([frames, 2 * kvHeads, headSize]);
      const scores = bench.output([frames]);
      const given = {
        queries: bench.reals(queries, [1, BEFORE + tokens, rowWidth]),
        keys: bench.reals(keys, [1, kvHeads, frames * perFrame, headSize]),
        starts: bench.input(Uint32Array.from(starts)),
      };
      bench.run((to) => {
        const of = { queries: given.queries, parts };
        recordQueryParts(to, partsKernel, rows, of);
        recordFrameBounds(to, boundsKernel, { frames, toFrame: 0 }, { ...given, bounds });
        const tensors = { query: parts, keys: bounds, scores };
        recordQueryScores(to, scoresKernel, { frames, to: 0 }, tensors);
      });
      return { parts: await bench.floats(parts), scores: await bench.floats(scores) };
    },
    axisLimit,
  );
  return { ...got, queries, keys, starts, rows, rowWidth };
}

inEachReal("query-parts", () => {
  it.each<Case>([
    { heads: 1, kvHeads: 1, headSize: 1, frames: 1, perFrame: 1, tokens: 1, isPacked: false },
    { heads: 4, kvHeads: 2, headSize: 16, frames: 5, perFrame: 6, tokens: 7, isPacked: true },
    {
      heads: 6,
      kvHeads: 3,
      headSize: 7,
      frames: 70,
      perFrame: 3,
      tokens: 3,
      isPacked: true,
      axisLimit: 1,
    },
  ])("gives bounds that hold, $frames frames, $heads heads over $kvHeads", async (shape) => {
    const { heads, kvHeads, headSize, frames, perFrame, tokens } = shape;
    const { parts, scores, queries, keys, starts, rows, rowWidth } = await run(shape);
    const wide = { rowWidth, width: heads * headSize };
    expect(differs(parts, queryPartsReference(queries, wide, rows), F32_SUM)).toBeNull();

    const bounds = frameBoundsReference(keys, { heads: kvHeads, headSize }, starts);
    const all = frames * perFrame;
    for (let frame = 0; frame < frames; frame++) {
      let bound = 0; // of the mean over the question's tokens
      let best = -Infinity; // largest mean product of one of the frame's tokens
      for (let token = 0; token < perFrame; token++) {
        let product = 0;
        for (let k = 0; k < tokens; k++) {
          for (let head = 0; head < heads; head++) {
            const group = Math.floor((head * kvHeads) / heads);
            for (let c = 0; c < headSize; c++) {
              const query = queries[(BEFORE + k) * rowWidth + head * headSize + c]!;
              const row = group * all + frame * perFrame + token;
              product += (query * keys[row * headSize + c]!) / tokens;
              const place = (side: number) => ((frame * 2 + side) * kvHeads + group) * headSize + c;
              const [high, low] = [bounds[place(0)]!, bounds[place(1)]!];
              if (token === 0) bound += Math.max(query * high, query * low) / tokens;
            }
          }
        }
        best = Math.max(best, product);
      }
      expect(Math.abs(scores[frame]! - bound)).toBeLessThan(1e-3);
      expect(bound).toBeGreaterThanOrEqual(best - 1e-9);
    }
  });

  it("refuses a question of no tokens", async () => {
    const one = { heads: 1, kvHeads: 1, headSize: 2, frames: 1, perFrame: 1, isPacked: false };
    await expect(run({ ...one, tokens: 0 })).rejects.toThrow(/has 2 rows, wanted 0 from 2 on/);
  });
});

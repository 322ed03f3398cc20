// frame-attention and attention-peaks: from a question's queries and the bounds of frames' keys to one number a frame.

import { expect, it } from "vitest";
import { ATTENTION_PEAKS, recordAttentionPeaks } from "../../src/kernels/attention-peaks.ts";
import { recordFrameAttention, FRAME_ATTENTION } from "../../src/kernels/frame-attention.ts";
import { attentionPeaksReference, frameAttentionReference } from "../reference/frame-attention.ts";
import { differs } from "../support/differs.ts";
import { useEachForm } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM } from "../tolerance.ts";

const { gpu, inEachForm } = useEachForm();

interface Case {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly frames: number;
  readonly positions: number;
  readonly isPacked: boolean;
  readonly scale?: number;
  /** One key a frame in the place of bounds. */
  readonly sides?: 1 | 2;
  readonly axisLimit?: number;
}

interface Layer {
  readonly queries: Float32Array<ArrayBuffer>;
  readonly bounds: Float32Array<ArrayBuffer>;
}

const rowWidthOf = ({ heads, kvHeads, headSize, isPacked }: Case): number =>
  (heads + (isPacked ? 2 * kvHeads : 0)) * headSize;

const twoLayers = (shape: Case): Layer[] =>
  [1, 2].map((seed) => ({
    queries: asReals(seededNormals(shape.positions * rowWidthOf(shape), seed, 2)),
    bounds: seededNormals(
      shape.frames * (shape.sides ?? 2) * shape.kvHeads * shape.headSize,
      seed + 10,
    ),
  }));

async function run(shape: Case, layers: readonly Layer[] = twoLayers(shape)) {
  const { heads, kvHeads, headSize, frames, positions, scale = 0.25, sides = 2, axisLimit } = shape;
  const rowWidth = rowWidthOf(shape);
  const { kernels } = gpu();
  const [spread, gather] = await Promise.all([
    kernels.load(FRAME_ATTENTION, {}, real()),
    kernels.load(ATTENTION_PEAKS),
  ]);
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const peaks = bench.output([layers.length, frames]);
      const attention = bench.output([positions, heads, frames]);
      for (const [layer, { queries, bounds }] of layers.entries()) {
        const given = {
          queries: bench.reals(queries, [1, positions, rowWidth]),
          bounds: bench.input(bounds, [frames, sides * kvHeads, headSize]),
        };
        bench.run((to) => {
          recordFrameAttention(to, spread, { scale, sides }, { ...given, attention });
          recordAttentionPeaks(to, gather, layer * frames, { attention, peaks });
        });
      }
      return { attention: await bench.floats(attention), peaks: await bench.floats(peaks) };
    },
    axisLimit,
  );
  const want = layers.map(({ queries, bounds }) =>
    frameAttentionReference(
      queries,
      bounds,
      { heads, kvHeads, headSize },
      { positions, rowWidth, scale, sides },
    ),
  );
  return { got, want };
}

inEachForm("frame-attention", () => {
  inEachReal("of queries", () => {
    it.each<Case>([
      { heads: 1, kvHeads: 1, headSize: 1, frames: 1, positions: 1, isPacked: false },
      { heads: 4, kvHeads: 2, headSize: 32, frames: 75, positions: 13, isPacked: true },
      {
        heads: 6,
        kvHeads: 3,
        headSize: 7,
        frames: 200,
        positions: 2,
        isPacked: true,
        axisLimit: 3,
      },
      { heads: 4, kvHeads: 2, headSize: 32, frames: 130, positions: 7, isPacked: true, sides: 1 },
      // Far beyond what exp can take without the largest logit being subtracted.
      { heads: 2, kvHeads: 1, headSize: 64, frames: 70, positions: 3, isPacked: false, scale: 40 },
    ])("is a softmax over $frames frames for $positions positions", async (shape) => {
      const { got, want } = await run(shape);
      expect(differs(got.attention, want.at(-1)!.flat(2), F32_SUM)).toBeNull();
      expect(differs(got.peaks, want.flatMap(attentionPeaksReference), F32_SUM)).toBeNull();
    });

    it("finds the frame that one position of many looks for", async () => {
      const [frames, positions, size] = [9, 5, 4];
      const bounds = new Float32Array(frames * 2 * size);
      bounds.set([8, 0, 0, 0, 8, 0, 0, 0], 6 * 2 * size);
      const queries = new Float32Array(positions * size);
      queries.set([1], 3 * size);
      const shape = { heads: 1, kvHeads: 1, headSize: size, frames, positions, isPacked: false };
      const { got } = await run({ ...shape, scale: 1 }, [{ queries, bounds }]);
      const most = Math.max(...got.peaks);
      expect(got.peaks.indexOf(most)).toBe(6);
      expect(most).toBeGreaterThan(0.99); // and not a fifth of it
    });

    it("refuses more positions or frames than there are, and heads that share no keys evenly", async () => {
      const one: Case = {
        heads: 3,
        kvHeads: 2,
        headSize: 2,
        frames: 2,
        positions: 1,
        isPacked: false,
      };
      await expect(run(one)).rejects.toThrow(/3 heads/);
      await expect(run({ ...one, kvHeads: 1, positions: 0 })).rejects.toThrow(/0 positions/);
    });
  });
});

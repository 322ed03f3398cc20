// The methods of others that merge tokens, on the GPU beside their f64 references, and what they say of bad input.

import { describe, expect, it } from "vitest";
import type { MethodId } from "../../src/compression/catalogue.ts";
import { createCompressor, type Compressor, type Selection } from "../../src/compression/plan.ts";
import type { Tensor } from "../../src/gpu/tensor.ts";
import { llavaScissorReference } from "../reference/llava-scissor.ts";
import type { Clip, MergeReference } from "../reference/merge.ts";
import { prunevidReference } from "../reference/prunevid.ts";
import { simpleClusterReference } from "../reference/simple-cluster.ts";
import { unicompReference } from "../reference/unicomp.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { asReals, asStored, inEachReal, realTensor } from "../support/real.ts";
import { floatsOf } from "../support/run-kernel.ts";
import { seededScenes, seededStills, seededTurning } from "../support/seeded-scenes.ts";
import { COSINE_F32, F32_SUM } from "../tolerance.ts";

const gpu = useGpu();

type Dims = readonly [frames: number, tokens: number, width: number];

const DIMS: readonly Dims[] = [
  [1, 1, 1],
  [1, 9, 8],
  [5, 1, 12],
  [8, 16, 24],
  [7, 25, 30],
  [4, 40, 64],
];

const RETENTIONS = [0.05, 0.1, 0.15, 0.25, 0.5, 0.75, 1];

/** The references; null for a retention at which the method keeps nothing of the clip. */
const MERGERS: readonly (readonly [MethodId, (clip: Clip, retention: number) => MergeReference])[] =
  [
    [
      "simple-cluster",
      (clip, retention) => {
        const count = clip.frames * clip.tokens;
        const clusters = Math.max(1, Math.round(retention * count));
        return simpleClusterReference(clip, clusters, clusters === count ? 0 : 5);
      },
    ],
    ["unicomp", unicompReference],
    [
      "llava-scissor",
      (clip, retention) =>
        llavaScissorReference(clip, Math.max(1, Math.round(retention * clip.frames * clip.tokens))),
    ],
    [
      "prunevid",
      (clip, retention) =>
        prunevidReference(clip, Math.max(1, Math.round(retention * clip.frames * clip.tokens))),
    ],
  ];

/** Merges `data` on the GPU, and checks that nothing is left there. */
async function merging(
  data: Float32Array<ArrayBuffer>,
  dims: Dims,
  use: (compressor: Compressor, features: Tensor) => Promise<void>,
): Promise<void> {
  const before = gpu().ledger.liveBuffers;
  const features = realTensor(gpu(), data, dims, "test/tokens");
  const compressor = createCompressor(gpu());
  try {
    await use(compressor, features);
  } finally {
    compressor.destroy();
    features.destroy();
    expect(gpu().ledger.liveBuffers).toBe(before);
  }
}

const placesOf = ({ keptMask }: Selection): number[] =>
  Array.from(keptMask).flatMap((isKept, i) => (isKept === 1 ? [i] : []));

async function expectRefused(planned: Promise<Selection>): Promise<void> {
  await expect(planned).rejects.toMatchObject({ code: "retention-unreachable" });
}

async function expectMerged(got: Selection, want: MergeReference): Promise<void> {
  expect(placesOf(got)).toEqual(want.kept);
  expect(Array.from(got.members ?? [])).toEqual(want.members.map((member) => member >>> 0));
  expect(differs(got.tokenScores, want.likeness, COSINE_F32)).toBeNull();
  const rows = await floatsOf(gpu(), got.picked!);
  const wanted = want.rows.flatMap((row) => Array.from(row));
  expect(differs(rows, wanted, asStored(F32_SUM))).toBeNull();
  got.destroy();
}

inEachReal("methods that merge", () => {
  describe.each(MERGERS)("%s", (method, reference) => {
    it.each(DIMS)("merges what its reference merges of %i×%i×%i", async (...dims) => {
      const [frames, tokens, width] = dims;
      const columns = Number.isInteger(Math.sqrt(tokens)) ? Math.sqrt(tokens) : tokens;
      for (const made of [seededScenes, seededStills, seededTurning]) {
        const data = asReals(made(...dims, 11));
        await merging(data, dims, async (compressor, features) => {
          for (const retention of RETENTIONS) {
            const want = reference({ data, frames, tokens, columns, width }, retention);
            expect(want.kept.length).toBeLessThanOrEqual(
              Math.max(1, Math.round(retention * frames * tokens)),
            );
            const planned = compressor.plan(features, { method, retention });
            await (want.kept.length === 0
              ? expectRefused(planned)
              : expectMerged(await planned, want));
          }
        });
      }
    });

    it("keeps at most as many as asked when all tokens are equal", async () => {
      const dims: Dims = [4, 9, 4];
      await merging(new Float32Array(4 * 9 * 4).fill(0.5), dims, async (compressor, features) => {
        for (const retention of [0.25, 0.5]) {
          const got = await compressor.plan(features, { method, retention });
          expect(got.kept).toBeGreaterThan(0);
          expect(got.kept).toBeLessThanOrEqual(Math.round(36 * retention));
          const rows = await floatsOf(gpu(), got.picked!);
          expect(differs(rows, new Float32Array(rows.length).fill(0.5), F32_SUM)).toBeNull();
          got.destroy();
        }
      });
    });

    it("names features that are not finite", async () => {
      const dims: Dims = [4, 9, 4];
      for (const place of [0, 7, 143]) {
        const data = asReals(seededScenes(...dims, 3));
        data[place] = NaN;
        await merging(data, dims, async (compressor, features) => {
          await expect(compressor.plan(features, { method, retention: 0.5 })).rejects.toMatchObject(
            {
              code: "features-not-finite",
            },
          );
        });
      }
    });

    it("cannot be driven by another frame budget", async () => {
      const dims: Dims = [2, 4, 8];
      await merging(asReals(seededScenes(...dims, 5)), dims, async (compressor, features) => {
        await expect(
          compressor.plan(features, { method, budget: "even", retention: 0.5 }),
        ).rejects.toMatchObject({ code: "budget-unfit" });
      });
    });
  });
});

describe("SimpleCluster", () => {
  it("turns tokens by the rows and columns that it is told of", async () => {
    const dims: Dims = [2, 12, 24];
    const data = seededScenes(...dims, 5);
    await merging(data, dims, async (compressor, features) => {
      const request = { method: "simple-cluster", retention: 0.25 } as const;
      const clip = { data, frames: 2, tokens: 12, columns: 4, width: 24 };
      const got = await compressor.plan(features, request, { columns: 4 });
      expect(Array.from(got.members ?? [])).toEqual(simpleClusterReference(clip, 6, 5).members);
      got.destroy();
    });
  });
});

// The methods of others on the GPU beside their f64 references, at every retention, and what they say of bad input.

import { describe, expect, it } from "vitest";
import type { MethodId } from "../../src/compression/catalogue.ts";
import { createCompressor, type Selection } from "../../src/compression/plan.ts";
import { divpruneReference } from "../reference/divprune.ts";
import { dycokeReference } from "../reference/dycoke.ts";
import { flocReference } from "../reference/floc.ts";
import { vcastReference } from "../reference/vcast.ts";
import { useGpu } from "../support/gpu.ts";
import { asReals, inEachReal, realTensor } from "../support/real.ts";
import { seededScenes } from "../support/seeded-scenes.ts";

const gpu = useGpu();

type Dims = readonly [frames: number, tokens: number, width: number];

const DIMS: readonly Dims[] = [
  [1, 1, 1],
  [1, 9, 8],
  [5, 1, 12],
  [8, 16, 24],
  [13, 25, 30],
  [3, 130, 64],
  [40, 3, 12],
];

const RETENTIONS = [0.05, 0.1, 0.15, 0.25, 0.5, 0.75, 1];

interface Picks {
  /** The fewest tokens that the method keeps. */
  readonly least: number;
  /** The tokens that it keeps of `count`. */
  pick(this: void, count: number): number[];
}

/** What a method keeps that takes one token after another. */
const inOrder = (order: readonly number[], least = 1): Picks => ({
  least,
  pick: (count) => order.slice(0, count).sort((a, b) => a - b),
});

/** The methods, with their references. */
const PICKERS: readonly (readonly [MethodId, (data: Float32Array, dims: Dims) => Picks])[] = [
  ["divprune", (data, [, , width]) => inOrder(divpruneReference(data, width).order)],
  ["floc", (data, [frames, tokens]) => inOrder(flocReference(data, frames, tokens).order)],
  [
    "dycoke",
    (data, [frames, tokens]) => {
      const { order, least } = dycokeReference(data, frames, tokens);
      return inOrder(order, least);
    },
  ],
  [
    "vcast",
    (data, [frames, tokens]) => ({
      least: frames,
      pick: (count) => vcastReference(data, frames, tokens, count),
    }),
  ],
];

async function planned<T>(
  data: Float32Array<ArrayBuffer>,
  dims: Dims,
  use: (plan: (method: MethodId, retention: number) => Promise<Selection>) => Promise<T>,
): Promise<T> {
  const before = gpu().ledger.liveBuffers;
  const tokens = realTensor(gpu(), data, dims, "test/tokens");
  const compressor = createCompressor(gpu());
  try {
    return await use((method, retention) => compressor.plan(tokens, { method, retention }));
  } finally {
    compressor.destroy();
    tokens.destroy();
    expect.soft(gpu().ledger.liveBuffers).toBe(before);
  }
}

const placesOf = ({ keptMask }: Selection): number[] =>
  Array.from(keptMask).flatMap((isKept, i) => (isKept === 1 ? [i] : []));

inEachReal("methods of others", () => {
  describe.each(PICKERS)("%s", (method, reference) => {
    it.each(DIMS)("keeps what its reference keeps of %i×%i×%i", async (...dims) => {
      const data = asReals(seededScenes(...dims, 7));
      const { least, pick } = reference(data, dims);
      const total = dims[0] * dims[1];
      await planned(data, dims, async (plan) => {
        for (const retention of RETENTIONS) {
          const count = Math.max(1, Math.round(retention * total));
          if (count < least) continue;
          const selection = await plan(method, retention);
          expect(selection.kept).toBe(count);
          expect(placesOf(selection)).toEqual(pick(count));
          selection.destroy();
        }
      });
    });

    it("keeps as many as asked when all tokens are equal", async () => {
      const dims: Dims = [8, 9, 8];
      const data = new Float32Array(8 * 9 * 8).fill(0.5);
      await planned(data, dims, async (plan) => {
        for (const retention of [0.5, 0.8, 1]) {
          const selection = await plan(method, retention);
          expect(selection.kept).toBe(Math.round(retention * 72));
          selection.destroy();
        }
      });
    });

    it("says of features that are not finite which token is not", async () => {
      const dims: Dims = [5, 4, 8];
      for (const token of [0, 7, 19]) {
        const data = asReals(seededScenes(...dims, 3));
        data[token * 8 + 5] = NaN;
        await planned(data, dims, async (plan) => {
          await expect(plan(method, 0.75)).rejects.toMatchObject({ code: "features-not-finite" });
        });
      }
    });
  });
});

describe("DyCoke", () => {
  it("says which retention it cannot reach, and reaches the floor exactly", async () => {
    const dims: Dims = [32, 4, 8];
    await planned(seededScenes(...dims, 5), dims, async (plan) => {
      await expect(plan("dycoke", 0.25)).rejects.toMatchObject({
        code: "retention-unreachable",
        message: expect.stringContaining("at least 28.2 %") as string,
      });
      const floor = await plan("dycoke", 9 / 32);
      expect(floor.kept).toBe(36);
      floor.destroy();
    });
  });
});

describe("V-CAST", () => {
  it("says which retention leaves a frame without a token", async () => {
    const dims: Dims = [5, 10, 8];
    await planned(seededScenes(...dims, 5), dims, async (plan) => {
      await expect(plan("vcast", 0.05)).rejects.toMatchObject({
        code: "retention-unreachable",
        message: expect.stringContaining("at least 10 %") as string,
      });
    });
  });
});

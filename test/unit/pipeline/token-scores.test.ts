import { describe, expect, it } from "vitest";
import type { Compressor } from "../../../src/compression/plan.ts";
import type { Tensor } from "../../../src/gpu/tensor.ts";
import type { Scorer } from "../../../src/memory/choices.ts";
import { tokenScores } from "../../../src/pipeline/token-scores.ts";

const TOKENS = { dims: [1, 3, 8] } as unknown as Tensor;
const redundancy = (): Promise<Float32Array<ArrayBuffer>> =>
  Promise.resolve(Float32Array.of(3, 1, 2));

const scored = async (scorer: Scorer, times = 1) => {
  const asked: string[] = [];
  const compressor = {
    async plan() {
      asked.push("plan");
      const tokenScores = Float32Array.of(0.5, 0.25, 0.125);
      return { tokenScores, destroy: () => asked.push("destroy") };
    },
    forget: (tokens: Tensor) => asked.push(tokens === TOKENS ? "forget" : "forget others"),
  } as unknown as Compressor;
  const score = tokenScores(compressor, TOKENS, scorer);
  const all: (number[] | null)[] = [];
  for (let i = 0; i < times; i++) {
    const scores = await score({ redundancy });
    all.push(scores === null ? null : [...scores]);
  }
  return { all, asked };
};

describe("what ranks tokens", () => {
  it("is nothing for even strides", async () => {
    expect(await scored("uniform")).toEqual({ all: [null], asked: [] });
  });

  it("is their uniqueness, asked for once for both passes", async () => {
    const { all, asked } = await scored("vidcom2", 2);
    expect(all).toEqual([
      [0.5, 0.25, 0.125],
      [0.5, 0.25, 0.125],
    ]);
    expect(asked).toEqual(["plan", "destroy", "forget"]);
  });

  it("is the redundancy of their entries, or the mean place by both", async () => {
    expect(await scored("redundancy")).toEqual({ all: [[3, 1, 2]], asked: [] });
    expect((await scored("ranks")).all).toEqual([[2, 0.5, 0.5]]);
  });
});

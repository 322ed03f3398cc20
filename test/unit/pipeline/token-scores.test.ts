import { describe, expect, it } from "vitest";
import type { Compressor } from "../../../src/compression/plan.ts";
import type { Tensor } from "../../../src/gpu/tensor.ts";
import type { Scorer } from "../../../src/memory/choices.ts";
import { tokenScores } from "../../../src/pipeline/token-scores.ts";

const TOKENS = { dims: [1, 3, 8] } as unknown as Tensor;
const CODES = { channels: Uint32Array.of(0), words: new Uint32Array(12) };
const EARLIER = { channels: Uint32Array.of(0), words: new Uint32Array(4) };
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
    async coverChunk(tokens: Tensor, earlier: unknown) {
      asked.push(tokens === TOKENS && earlier === EARLIER ? "cover" : "cover others");
      return { novelty: Float32Array.of(0.75, 0, 0.5), codes: CODES };
    },
    forget: (tokens: Tensor) => asked.push(tokens === TOKENS ? "forget" : "forget others"),
  } as unknown as Compressor;
  const { score, codes } = tokenScores(compressor, TOKENS, scorer, EARLIER);
  const all: (number[] | null)[] = [];
  for (let i = 0; i < times; i++) {
    const scores = await score({ redundancy });
    all.push(scores === null ? null : [...scores]);
  }
  return { all, asked, codes: await codes() };
};

describe("what ranks tokens", () => {
  it("is nothing for even strides", async () => {
    expect(await scored("uniform")).toEqual({ all: [null], asked: [], codes: null });
  });

  it("is their uniqueness, asked for once for both passes", async () => {
    const { all, asked, codes } = await scored("vidcom2", 2);
    expect(codes).toBeNull();
    expect(all).toEqual([
      [0.5, 0.25, 0.125],
      [0.5, 0.25, 0.125],
    ]);
    expect(asked).toEqual(["plan", "destroy", "forget"]);
  });

  it("is their novelty behind what earlier chunks keep, asked for once, with codes for later ones", async () => {
    const scores = [0.75, 0, 0.5];
    const want = { all: [scores, scores], asked: ["cover"], codes: CODES };
    expect(await scored("cover", 2)).toEqual(want);
  });

  it("is the redundancy of their entries, or the mean place by both", async () => {
    expect(await scored("redundancy")).toEqual({ all: [[3, 1, 2]], asked: [], codes: null });
    expect((await scored("ranks")).all).toEqual([[2, 0.5, 0.5]]);
  });
});

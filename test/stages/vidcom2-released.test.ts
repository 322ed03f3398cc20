// The picks of the authors' own code, on their own inputs: every clip, every ratio, every token.

import { describe, expect, it } from "vitest";
import { createCompressor } from "../../src/compression/plan.ts";
import { tensorFrom } from "../../src/gpu/tensor.ts";
import { fetchNpy } from "../support/npy.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import expected from "../golden/vidcom2-released-code/expected.json";

const urls = import.meta.glob<string>("../golden/vidcom2-released-code/*.npy", {
  query: "?url",
  import: "default",
  eager: true,
});

const gpu = useGpu();

/** The code's numbers are f32 too: five exponentials, summed over a frame, printed with eight digits. */
const UNIQUENESS = { abs: 5e-7, rel: 0 };
/** The softmax divides the uniqueness, and its rounding of 1e-7, by a temperature of 0.01. */
const RETENTION = { abs: 1e-5, rel: 0 };

describe.each(expected)("released on $features", (golden) => {
  it.each(Object.entries(golden.byRetention))(
    "picks what the authors' code picks at %s",
    async (ratio, want) => {
      const { data, dims } = await fetchNpy(
        urls[`../golden/vidcom2-released-code/${golden.features}`]!,
      );
      const tokens = tensorFrom(gpu(), data, dims, "test/tokens");
      const compressor = createCompressor(gpu());
      const plan = await compressor.plan(tokens, {
        method: "vidcom2",
        variant: "released",
        retention: Number(ratio),
      });
      expect(differs(plan.uniqueness, golden.frameUniqueness, UNIQUENESS)).toBeNull();
      expect(differs(plan.retentions, want.frameRetention, RETENTION)).toBeNull();
      expect(keptByFrame(plan.keptMask, golden.tokensPerFrame)).toEqual(want.kept);
      plan.destroy();
      compressor.destroy();
      tokens.destroy();
    },
  );
});

function keptByFrame(mask: Uint8Array, tokens: number): number[][] {
  return Array.from({ length: mask.length / tokens }, (_, frame) =>
    Array.from(mask.subarray(frame * tokens, (frame + 1) * tokens).entries())
      .filter(([, isKept]) => isKept === 1)
      .map(([n]) => n),
  );
}

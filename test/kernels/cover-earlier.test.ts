import { describe, expect, it } from "vitest";
import { COVER_EARLIER, recordCoverEarlier } from "../../src/kernels/cover-earlier.ts";
import { coverEarlierReference } from "../reference/cover.ts";
import { wordsOfBits } from "../support/angle-bits.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

/** Bits of `count` tokens, half of which have few ones, so that near and far ones are among them. */
function bits(count: number, seed: number): Uint8Array {
  const random = seeded(seed);
  return Uint8Array.from({ length: 128 * count }, (_, at) =>
    random() < (Math.floor(at / 128) % 2 === 0 ? 0.5 : 0.1) ? 1 : 0,
  );
}

const run = (own: Uint8Array, earlier: Uint8Array, axisLimit?: number) =>
  onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(COVER_EARLIER);
      const shape = { count: own.length / 128, earlier: earlier.length / 128 };
      const tensors = {
        codes: bench.input(wordsOfBits(own)),
        kept: bench.input(wordsOfBits(earlier)),
        bounds: bench.output([shape.count]),
        taken: bench.input(Uint32Array.of(7, 7, 7)),
      };
      bench.run((to) => recordCoverEarlier(to, kernel, shape, tensors));
      return {
        bounds: await bench.floats(tensors.bounds),
        taken: await bench.uints(tensors.taken),
      };
    },
    axisLimit,
  );

describe("cover-earlier", () => {
  it.each([
    [1, 1, undefined],
    [70, 1, undefined],
    [200, 33, undefined],
    [200, 33, 1],
  ])("tells how far %i tokens are from %i, axis limit %s", async (count, earlier, axisLimit) => {
    const [own, before] = [bits(count, 1), bits(earlier, 2)];
    const got = await run(own, before, axisLimit);
    // A power of two divides counts below 128, and three products of such numbers are exact.
    expect(
      differs(got.bounds, coverEarlierReference(own, before), { abs: 1e-6, rel: 0 }),
    ).toBeNull();
    expect(got.taken.slice(0, 2)).toEqual([0, 0]);
  });

  it("is 0 for what is there already", async () => {
    const own = bits(9, 3);
    const got = await run(own, own);
    expect(got.bounds).toEqual(Array<number>(9).fill(0));
  });
});

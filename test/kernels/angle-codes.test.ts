import { describe, expect, it } from "vitest";
import { ANGLE_CODES, recordAngleCodes } from "../../src/kernels/angle-codes.ts";
import { angleCodesReference, turnedReference } from "../reference/angle-codes.ts";
import { bitsOfWords } from "../support/angle-bits.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

const BITS = 128;

async function codesOf(
  data: Float32Array<ArrayBuffer>,
  width: number,
  axisLimit?: number,
): Promise<Uint8Array> {
  const quads = width / 4;
  const count = data.length / width;
  const words = await onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(ANGLE_CODES, {}, real());
      const tensors = { tokens: bench.reals(data), codes: bench.output([count, 4], "uint32") };
      bench.run((to) => recordAngleCodes(to, kernel, { count, quads }, tensors));
      return bench.uints(tensors.codes);
    },
    axisLimit,
  );
  return bitsOfWords(Uint32Array.from(words));
}

inEachReal("angle-codes", () => {
  describe.each(FEATURE_SHAPES)("angle-codes $frames×$tokens×$width", (dims) => {
    it.each([undefined, 1])("gives the twin's bits, axis limit %s", async (axisLimit) => {
      const { width, data } = testFeatures(dims);
      const bits = await codesOf(data, width, axisLimit);
      const twin = angleCodesReference(data, width);
      // A sum that is almost 0 may fall to the other side in f32.
      const nearZero = 1e-5 * twin.sums.reduce((most, sum) => Math.max(most, Math.abs(sum)), 0);
      const wrong = bits.findIndex(
        (bit, at) => bit !== twin.bits[at] && Math.abs(twin.sums[at]!) > nearZero,
      );
      expect(wrong).toBe(-1);
    });
  });
});

describe("angle-codes", () => {
  it.each([12, 64, 128, 448])("tells 1 − cosine of %i channels, nothing else", async (width) => {
    const pairs = 400;
    const [own, noise] = [seededNormals(pairs * width, 3), seededNormals(pairs * width, 4)];
    // Each pair is as much alike as its place says, and of lengths that are not.
    const data = new Float32Array(2 * pairs * width);
    for (let pair = 0; pair < pairs; pair++) {
      for (let c = 0; c < width; c++) {
        const [one, other] = [own[pair * width + c]!, noise[pair * width + c]!];
        data[2 * pair * width + c] = one;
        data[(2 * pair + 1) * width + c] = 7 * (one + (3 * other * pair) / pairs);
      }
    }
    const bits = await codesOf(data, width);
    let [sum, squares] = [0, 0];
    for (let pair = 0; pair < pairs; pair++) {
      const at = (token: number) => data.subarray(token * width, (token + 1) * width);
      const [a, b] = [at(2 * pair), at(2 * pair + 1)];
      const dot = a.reduce((total, value, c) => total + value * b[c]!, 0);
      const likeness = dot / (Math.hypot(...a) * Math.hypot(...b));
      let differing = 0;
      for (let bit = 0; bit < BITS; bit++) {
        differing += bits[2 * pair * BITS + bit]! ^ bits[(2 * pair + 1) * BITS + bit]!;
      }
      const error = turnedReference(differing) - (1 - likeness);
      sum += error;
      squares += error * error;
    }
    // A count of 128 independent bits is off by 0.14 at a right angle and by less for tokens that are more alike. With fewer
    // channels than bits, bits repeat each other.
    expect(Math.abs(sum / pairs)).toBeLessThan(0.03);
    expect(Math.sqrt(squares / pairs)).toBeLessThan(width < 64 ? 0.25 : 0.15);
  });

  it("gives tokens of one direction one code", async () => {
    const row = seededNormals(64, 9);
    const bits = await codesOf(Float32Array.from([...row, ...row.map((value) => 100 * value)]), 64);
    expect(bits.subarray(0, BITS)).toEqual(bits.subarray(BITS));
  });
});

import { expect, it } from "vitest";
import { recordLogProbabilities, LOG_PROBABILITIES } from "../../src/kernels/log-probabilities.ts";
import { logProbabilitiesReference } from "../reference/log-probabilities.ts";
import { differs } from "../support/differs.ts";
import { useEachForm } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { LOG_PROBABILITY } from "../tolerance.ts";

const { gpu, inEachForm } = useEachForm();

const run = (
  data: Float32Array<ArrayBuffer>,
  ids: readonly number[],
  { offset = 0, vocab = data.length } = {},
): Promise<number[]> =>
  onWorkbench(gpu(), async (bench) => {
    const kernel = await gpu().kernels.load(LOG_PROBABILITIES, {}, real());
    const [logits, tokens] = [bench.reals(data), bench.input(Uint32Array.from(ids))];
    const found = bench.output([ids.length]);
    const row = { logits, offset, vocab };
    bench.run((recorder) => recordLogProbabilities(recorder, kernel, row, tokens, found));
    return bench.floats(found);
  });

/** So many tokens from the first to the last. */
const spread = (vocab: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.floor((i * (vocab - 1)) / Math.max(1, count - 1)));

inEachForm("log probabilities", () => {
  inEachReal("of logits", () => {
    it.each([
      [1, 1],
      [2, 2],
      [255, 9],
      [257, 257],
      [600, 300],
      [152_064, 1000],
    ])("agree with the reference: %i tokens, %i asked for", async (vocab, count) => {
      const data = asReals(seededNormals(vocab, vocab, 5));
      const ids = spread(vocab, count);
      const all = logProbabilitiesReference(data);
      const wanted = ids.map((id) => all[id]!);
      expect(differs(await run(data, ids), wanted, LOG_PROBABILITY)).toBeNull();
    });

    it("are those of a softmax: together 1, whatever is added to all logits", async () => {
      const data = asReals(seededNormals(97, 5, 3));
      const ids = [...data.keys()];
      const got = await run(data, ids);
      expect(got.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 5);
      const moved = asReals(data.map((logit) => logit + 1000));
      expect(
        differs(await run(moved, ids), logProbabilitiesReference(moved), LOG_PROBABILITY),
      ).toBe(null);
    });

    it("are 0 for what is certain, and far from it finite", async () => {
      const far = real() === "f16" ? 6e4 : 1e6;
      const data = new Float32Array(300).fill(-far);
      data[17] = far;
      expect(await run(data, [17, 18])).toEqual([0, -2 * far]);
    });

    it("come in the order of the tokens, the same one as often as it is named", async () => {
      const [first, second, again] = await run(Float32Array.of(0, 1, 2), [2, 0, 2]);
      expect(first).toBe(again);
      expect(first! - second!).toBeCloseTo(2, 6);
    });

    it("read one row of a larger tensor", async () => {
      const data = asReals(seededNormals(1000, 6, 3));
      const got = await run(data, [0, 300], { offset: 200, vocab: 301 });
      const all = logProbabilitiesReference(data.slice(200, 501));
      expect(differs(got, [all[0]!, all[300]!], LOG_PROBABILITY)).toBeNull();
    });

    it.each([Number.NaN, Infinity, -Infinity])("are NaN where a logit is %s", async (bad) => {
      const data = asReals(seededNormals(300, 7));
      data[299] = bad;
      expect(await run(data, [0, 299])).toEqual([Number.NaN, Number.NaN]);
    });
  });
});

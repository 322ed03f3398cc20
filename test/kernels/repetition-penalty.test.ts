import { expect, it } from "vitest";
import {
  recordRepetitionPenalty,
  REPETITION_PENALTY,
} from "../../src/kernels/repetition-penalty.ts";
import { repetitionPenaltyReference } from "../reference/repetition-penalty.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded, seededNormals } from "../support/random.ts";
import { asReals, asStored, inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { QUOTIENT_F32 } from "../tolerance.ts";

const gpu = useGpu();

interface Row {
  readonly seen: readonly number[];
  readonly penalty: number;
  readonly offset?: number;
  readonly vocab?: number;
  readonly axisLimit?: number;
}

/** All logits of `data`, of which `vocab` from `offset` on are the row. */
const run = (
  data: Float32Array<ArrayBuffer>,
  { seen, penalty, offset = 0, vocab = data.length, axisLimit }: Row,
): Promise<number[]> =>
  onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(REPETITION_PENALTY, {}, real());
      const [logits, ids] = [bench.reals(data), bench.input(Uint32Array.from(seen))];
      const row = { logits, offset, vocab };
      bench.run((recorder) => recordRepetitionPenalty(recorder, kernel, row, ids, penalty));
      return bench.floats(logits);
    },
    axisLimit,
  );

/** How a row differs from the twin's with the penalty that the shader has. */
const misses = (got: readonly number[], data: Float32Array, { seen, penalty }: Row) =>
  differs(
    got,
    repetitionPenaltyReference(data, seen, Math.fround(penalty)),
    asStored(QUOTIENT_F32),
  );

function someOf(vocab: number, count: number): number[] {
  const random = seeded(vocab + count);
  return [...new Set(Array.from({ length: count }, () => Math.floor(random() * vocab)))];
}

inEachReal("repetition penalty", () => {
  it.each([
    [1, 1, 1.1],
    [97, 13, 1.3],
    [600, 65, 0.8],
    [5003, 1999, 2],
    [152_064, 4097, 1.05],
  ])("agrees with the reference: %i tokens, %i seen, penalty %f", async (vocab, count, penalty) => {
    const data = asReals(seededNormals(vocab, vocab, 5));
    const row = { seen: someOf(vocab, count), penalty };
    expect(misses(await run(data, row), data, row)).toBeNull();
  });

  it("leaves every token that was not seen as it was", async () => {
    const data = asReals(seededNormals(300, 2, 5));
    const seen = [0, 7, 299];
    const got = await run(data, { seen, penalty: 3 });
    const changed = [...got.keys()].filter((token) => got[token] !== data[token]);
    expect(changed).toEqual(seen);
    expect(seen.every((token) => got[token]! < data[token]!)).toBe(true);
  });

  it("folds more tokens than an axis of the grid holds workgroups", async () => {
    const data = asReals(seededNormals(4001, 3, 5));
    const row = { seen: someOf(4001, 1000), penalty: 1.5, axisLimit: 3 };
    expect(misses(await run(data, row), data, row)).toBeNull();
  });

  it("changes one row of a larger tensor, and passes over ids beyond the vocabulary", async () => {
    const data = asReals(seededNormals(40, 4, 5));
    const got = await run(data, {
      seen: [2, 19, 20, 4_000_000],
      penalty: 2,
      offset: 10,
      vocab: 20,
    });
    const changed = got.flatMap((logit, i) => (logit === data[i] ? [] : [i]));
    expect(changed).toEqual([12, 29]);
  });

  it("keeps 0 at 0, and what is not finite not finite", async () => {
    const data = Float32Array.of(0, -0, Infinity, -Infinity, Number.NaN);
    const got = await run(data, { seen: [0, 1, 2, 3, 4], penalty: 2 });
    expect(got.slice(0, 2).map(Math.abs)).toEqual([0, 0]);
    expect(got.slice(2).some(Number.isFinite)).toBe(false);
  });
});

// What every method before the language model does with input that has nothing to choose by, or is wrong: the catalogue's
// methods are all asked, so that a new one is too.

import { describe, expect, it } from "vitest";
import { AppError } from "../../src/base/errors.ts";
import {
  isInside,
  METHOD_CHOICES,
  type MethodChoice,
} from "../../src/compression/method-choices.ts";
import { createCompressor } from "../../src/compression/plan.ts";
import type { PlanRequest } from "../../src/compression/request.ts";
import { tensorFrom } from "../../src/gpu/tensor.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";

const gpu = useGpu();

type Dims = readonly [frames: number, tokens: number, width: number];

interface Kept {
  readonly budgets: readonly number[];
  readonly mask: readonly number[];
}

/** Returns what is kept, or null when the method says that it cannot keep so few. */
async function kept(
  data: Float32Array<ArrayBuffer>,
  dims: Dims,
  request: PlanRequest,
): Promise<Kept | null> {
  const before = gpu().ledger.liveBuffers;
  const tokens = tensorFrom(gpu(), data, dims, "test/tokens");
  const compressor = createCompressor(gpu());
  try {
    const plan = await compressor.plan(tokens, request);
    const { budgets, keptMask } = plan;
    plan.destroy();
    return { budgets: Array.from(budgets), mask: Array.from(keptMask) };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== "retention-unreachable") throw thrown;
    return null;
  } finally {
    compressor.destroy();
    tokens.destroy();
    expect(gpu().ledger.liveBuffers).toBe(before);
  }
}

const choices = METHOD_CHOICES.filter(({ method }) => !isInside(method));

const requestOf = (
  { method, variant }: Pick<MethodChoice, "method" | "variant">,
  retention: number,
): PlanRequest => ({ method, retention, ...(variant !== null && { variant }) });

const INPUTS: readonly (readonly [
  name: string,
  dims: Dims,
  data: (count: number) => Float32Array<ArrayBuffer>,
])[] = [
  ["one token", [1, 1, 4], (count) => seededNormals(count, 1)],
  ["one frame", [1, 16, 8], (count) => seededNormals(count, 2)],
  ["one token a frame", [6, 1, 8], (count) => seededNormals(count, 3)],
  ["tokens that are all equal", [4, 9, 8], (count) => new Float32Array(count).fill(0.5)],
  ["tokens of zeros", [4, 9, 8], (count) => new Float32Array(count)],
];

describe.each(choices)("$name", ({ method, variant }) => {
  it.each(INPUTS)("of %s keeps at least one and says which", async (_name, dims, dataOf) => {
    const [frames, tokens, width] = dims;
    const data = dataOf(frames * tokens * width);
    for (const retention of [0.001, 0.25, 0.5, 1]) {
      const got = await kept(data, dims, requestOf({ method, variant }, retention));
      if (got === null) continue;
      const sums = got.budgets.map((_, frame) =>
        got.mask.slice(frame * tokens, (frame + 1) * tokens).reduce((sum, one) => sum + one, 0),
      );
      expect(sums).toEqual(got.budgets);
      const count = sums.reduce((sum, one) => sum + one, 0);
      expect(count).toBeGreaterThanOrEqual(1);
      expect(count).toBeLessThanOrEqual(frames * tokens);
    }
  });

  it.each([0, -0.5, 1.01, Number.NaN])("refuses a retention of %f", async (retention) => {
    const asking = kept(
      seededNormals(4 * 4 * 4, 5),
      [4, 4, 4],
      requestOf({ method, variant }, retention),
    );
    await expect(asking).rejects.toMatchObject({ code: "retention-invalid" });
  });
});

const seeing = choices.filter(({ method }) => method !== "uniform" && method !== "random");

describe.each(seeing)("$name", ({ method, variant }) => {
  it("says which features are not finite", async () => {
    const dims: Dims = [4, 9, 8];
    const data = seededNormals(4 * 9 * 8, 4);
    data.fill(Number.NaN, (9 + 2) * 8, (9 + 3) * 8);
    const asking = kept(data, dims, requestOf({ method, variant }, 0.5));
    await expect(asking).rejects.toMatchObject({ code: "features-not-finite" });
  });
});

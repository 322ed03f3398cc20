import { describe, expect, it, vi } from "vitest";
import { tensorFrom, type Tensor } from "../../src/gpu/tensor.ts";
import { createSampler, type Sampler } from "../../src/language/sampler.ts";
import golden from "../golden/sampling.json";
import { argmaxReference } from "../reference/argmax.ts";
import { klDivergenceReference } from "../reference/kl-divergence.ts";
import { sampleReference } from "../reference/sample.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { MASS_F32 } from "../tolerance.ts";

const gpu = useGpu();
const VOCAB = 600;

async function withLogits<T>(
  data: Float32Array<ArrayBuffer>,
  work: (logits: Tensor) => Promise<T>,
): Promise<T> {
  const logits = tensorFrom(gpu(), data, [1, data.length / VOCAB, VOCAB], "test/logits");
  try {
    return await work(logits);
  } finally {
    logits.destroy();
  }
}

const pickId =
  (sampler: Sampler) =>
  async (...given: Parameters<Sampler["pick"]>): Promise<number> =>
    (await sampler.pick(...given)).id;

describe("sampler", () => {
  it("tells by how much the likeliest token is ahead, and of no draw", async () => {
    const sampler = createSampler(gpu());
    const data = seededNormals(VOCAB, 3, 1);
    const { token, value, runnerUp, runnerUpValue } = argmaxReference(data);
    const pick = (temperature: number) =>
      withLogits(data, (logits) =>
        sampler.pick(logits, 0, VOCAB, { temperature, topP: 1, random: () => 0.5 }),
      );
    const nats = expect.closeTo(value - runnerUpValue, 6) as number;
    expect(await pick(0)).toEqual({ id: token, closeCall: { other: runnerUp, nats } });
    expect((await pick(1)).closeCall).toBeNull();
    sampler.destroy();
  });

  it("picks the likeliest token at temperature 0 whatever the random number", async () => {
    const data = seededNormals(VOCAB, 1, 4);
    const sampler = createSampler(gpu());
    const greedy = { temperature: 0, topP: 1 };
    const tokens = await withLogits(data, (logits) =>
      Promise.all(
        [0, 0.5, 0.99].map((random) =>
          pickId(sampler)(logits, 0, VOCAB, { ...greedy, random: () => random }),
        ),
      ),
    );
    expect(tokens).toEqual(Array.from({ length: 3 }, () => argmaxReference(data).token));
    sampler.destroy();
  });

  it("draws what the reference draws from the last row of several", async () => {
    const data = seededNormals(3 * VOCAB, 2, 3);
    const sampler = createSampler(gpu());
    const draw = { temperature: 0.75, topP: 0.875 };
    for (const random of [0.0625, 0.5, 0.9375]) {
      const got = await withLogits(data, (logits) =>
        pickId(sampler)(logits, 2 * VOCAB, VOCAB, { ...draw, random: () => random }),
      );
      const row = data.slice(2 * VOCAB);
      expect(got).toBe(sampleReference(row, { ...draw, uniform: random }).token);
    }
    sampler.destroy();
  });

  it.each(golden.cases)(
    "draws with Hugging Face's probabilities: temperature $temperature, top-k $topK, top-p $topP, min-p $minP, penalty $repetitionPenalty",
    async ({ probabilities, ...options }) => {
      const sampler = createSampler(gpu());
      const seen = new Set(golden.seen);
      const row = Float32Array.from(golden.logits);
      const picked: unknown[] = [];
      for (let i = 0; i < 32; i++) {
        const uniform = (i + 0.5) / 32;
        const logits = tensorFrom(gpu(), row, [row.length], "test/logits"); // a penalty changes them
        const draw = { ...options, seen, random: () => uniform };
        const token = await pickId(sampler)(logits, 0, row.length, draw);
        logits.destroy();
        const before = probabilities.slice(0, token).reduce((sum, each) => sum + each, 0);
        const after = before + probabilities[token]!;
        const isRight = uniform > before - MASS_F32.abs && uniform < after + MASS_F32.abs;
        if (!isRight || probabilities[token] === 0) picked.push({ token, uniform, before, after });
      }
      expect(picked).toEqual([]);
      sampler.destroy();
    },
  );

  it("makes what was seen less likely at temperature 0 too", async () => {
    const data = seededNormals(VOCAB, 8, 4);
    const sampler = createSampler(gpu());
    const { token: likeliest } = argmaxReference(data);
    const options = { temperature: 0, topP: 1, repetitionPenalty: 100, random: () => 0 };
    const pick = (seen: readonly number[]) =>
      withLogits(data, (logits) =>
        pickId(sampler)(logits, 0, VOCAB, { ...options, seen: new Set(seen) }),
      );
    expect(await pick([])).toBe(likeliest);
    const without = data.map((logit, token) => (token === likeliest ? logit / 100 : logit));
    expect(await pick([likeliest])).toBe(argmaxReference(without).token);
    sampler.destroy();
  });

  it("starts one shader a token where there is no penalty", async () => {
    const data = seededNormals(VOCAB, 9, 4);
    const sampler = createSampler(gpu());
    const labels: string[] = [];
    const load = vi.spyOn(gpu().kernels, "load");
    for (const repetitionPenalty of [1, 2]) {
      for (const temperature of [0, 1]) {
        load.mockClear();
        const options = { temperature, topP: 1, repetitionPenalty, seen: new Set([3]) };
        await withLogits(data, (logits) =>
          pickId(sampler)(logits, 0, VOCAB, { ...options, random: () => 0 }),
        );
        labels.push(load.mock.calls.map(([{ label }]) => label.replace("kernel/", "")).join(", "));
      }
    }
    load.mockRestore();
    expect(labels).toEqual([
      "argmax",
      "sample",
      "argmax, repetition-penalty",
      "sample, repetition-penalty",
    ]);
    sampler.destroy();
  });

  it("keeps overlapping calls apart", async () => {
    const data = seededNormals(8 * VOCAB, 3, 3);
    const sampler = createSampler(gpu());
    const tokens = await withLogits(data, (logits) =>
      Promise.all(
        Array.from({ length: 8 }, (_, row) =>
          pickId(sampler)(logits, row * VOCAB, VOCAB, { temperature: 0, topP: 1, random: () => 0 }),
        ),
      ),
    );
    const want = tokens.map(
      (_, row) => argmaxReference(data.slice(row * VOCAB, (row + 1) * VOCAB)).token,
    );
    expect(tokens).toEqual(want);
    sampler.destroy();
  });

  it("measures how far one distribution is from another", async () => {
    const [p, q] = [seededNormals(VOCAB, 4, 3), seededNormals(VOCAB, 5, 3)];
    const sampler = createSampler(gpu());
    const nats = await withLogits(p, (pLogits) =>
      withLogits(q, (qLogits) => sampler.kl(pLogits, qLogits)),
    );
    expect(nats).toBeCloseTo(klDivergenceReference(p, q), 3);
    expect(await withLogits(p, (logits) => sampler.kl(logits, logits))).toBe(0);
    sampler.destroy();
  });

  it("refuses logits that are not finite, in a sentence", async () => {
    const data = seededNormals(VOCAB, 6);
    data[17] = Number.NaN;
    const sampler = createSampler(gpu());
    const refusal = { code: "model-numbers", message: expect.stringMatching(/not finite.*600/) };
    for (const temperature of [0, 1]) {
      const picked = withLogits(data, (logits) =>
        pickId(sampler)(logits, 0, VOCAB, { temperature, topP: 0.9, random: () => 0.5 }),
      );
      await expect(picked).rejects.toMatchObject(refusal);
    }
    const compared = withLogits(data, (logits) => sampler.kl(logits, logits));
    await expect(compared).rejects.toMatchObject({ code: "model-numbers" });
    sampler.destroy();
  });

  it("leaves no buffer behind", async () => {
    const data = seededNormals(VOCAB, 7);
    const before = gpu().ledger.liveBuffers;
    const sampler = createSampler(gpu());
    await withLogits(data, async (logits) => {
      const options = { temperature: 0.5, topP: 0.9, repetitionPenalty: 1.1, seen: new Set([3]) };
      await pickId(sampler)(logits, 0, VOCAB, { ...options, random: () => 0.5 });
      await sampler.kl(logits, logits);
    });
    sampler.destroy();
    expect(gpu().ledger.liveBuffers).toBe(before);
  });
});

import { expect, it } from "vitest";
import { readUints } from "../../src/gpu/readback.ts";
import { createRecorder } from "../../src/gpu/recorder.ts";
import { createTensor } from "../../src/gpu/tensor.ts";
import {
  createSampleScratch,
  loadSample,
  recordSample,
  type Draw,
} from "../../src/kernels/sample.ts";
import { argmaxReference } from "../reference/argmax.ts";
import { sampleReference } from "../reference/sample.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded, seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real, realTensor } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { F32_SUM, MASS_F32 } from "../tolerance.ts";

const gpu = useGpu();

interface Found {
  readonly token: number;
  readonly probability: number;
  readonly nonFinite: number;
  readonly size: number;
}

/** Draws in one submission, of which the ring of parameters bounds the dispatches: 300 draws are possible. */
async function run(
  data: Float32Array<ArrayBuffer>,
  draws: readonly Draw[],
  { offset = 0, vocab = data.length } = {},
): Promise<Found[]> {
  const logits = realTensor(gpu(), data, [data.length], "test/logits");
  const found = createTensor(gpu(), [4], "uint32", "test/found");
  const all = createTensor(gpu(), [draws.length, 4], "uint32", "test/all");
  const scratch = createSampleScratch(gpu(), vocab);
  const kernels = await Promise.all(draws.map((draw) => loadSample(gpu(), real(), vocab, draw)));
  const recorder = createRecorder(gpu(), "test");
  draws.forEach((draw, i) => {
    const row = { logits, offset, vocab };
    recordSample(recorder, kernels[i]!, row, draw, { scratch, found });
    recorder.copy(found, all, { toElement: i * 4 });
  });
  recorder.submit();
  const words = await readUints(gpu(), all);
  const floats = new Float32Array(words.buffer);
  for (const tensor of [logits, found, all, scratch]) tensor.destroy();
  return draws.map((_, i) => ({
    token: words[i * 4]!,
    probability: floats[i * 4 + 1]!,
    nonFinite: words[i * 4 + 2]!,
    size: words[i * 4 + 3]!,
  }));
}

/** Parameters as the shader gets them, so that the twin decides from the same numbers. */
const rounded = ({ temperature, topK = 0, topP, minP = 0, uniform }: Draw): Required<Draw> => ({
  temperature: Math.fround(temperature),
  topK,
  topP: Math.fround(topP),
  minP: Math.fround(minP),
  uniform: Math.fround(uniform),
});

/** Why two different tokens may both be right: the draw, or the nucleus' edge, lies on a boundary. Null: it does not. */
function tieReason(
  data: Float32Array,
  draw: Draw,
  got: number,
): "draw on a boundary" | "nucleus on a boundary" | null {
  const want = sampleReference(data, draw);
  const edges = [want.nucleusMass, want.massAbove];
  const { minP = 0, temperature } = draw;
  const highest = argmaxReference(data).value;
  const shares = Array.from(data, (logit) => Math.exp((logit - highest) / temperature));
  if (
    edges.some((mass) => Math.abs(mass - draw.topP) < MASS_F32.abs) ||
    (minP > 0 && shares.some((share) => Math.abs(share - minP) < MASS_F32.abs))
  )
    return "nucleus on a boundary";
  let before = 0;
  for (let i = 0; i < got; i++) before += want.probabilities[i]!;
  const after = before + want.probabilities[got]!;
  const isNear =
    want.probabilities[got]! > 0 &&
    draw.uniform > before - MASS_F32.abs &&
    draw.uniform < after + MASS_F32.abs;
  return isNear ? "draw on a boundary" : null;
}

const HARD: readonly (readonly [vocab: number, scale: number, draws: number])[] = [
  [1, 1, 20],
  [2, 1, 50],
  [257, 3, 100],
  [600, 5, 100],
  [5003, 2, 100],
  [16_400, 3, 40],
];

inEachReal("sample", () => {
  it.each(HARD)(
    "chooses the reference's token: %i tokens, logits of scale %f, %i draws",
    async (vocab, scale, count) => {
      const data = asReals(seededNormals(vocab, vocab, scale));
      const random = seeded(vocab + 1);
      const draws = Array.from({ length: count }, () =>
        rounded({
          temperature: 0.1 + 1.9 * random(),
          topK: random() < 0.5 ? 0 : Math.ceil(random() * random() * 1.1 * vocab),
          topP: random() < 0.2 ? 1 : 0.05 + 0.95 * random(),
          minP: random() < 0.5 ? 0 : random() ** 3,
          uniform: random(),
        }),
      );
      const found = await run(data, draws);
      let ties = 0;
      found.forEach(({ token }, i) => {
        if (token === sampleReference(data, draws[i]!).token) return;
        expect({ draw: draws[i], token, tie: tieReason(data, draws[i]!, token) }).not.toMatchObject(
          {
            tie: null,
          },
        );
        ties++;
      });
      expect(ties).toBeLessThanOrEqual(count * 0.005);
    },
  );

  it("agrees over a vocabulary of 152,064", async () => {
    const data = asReals(seededNormals(152_064, 3, 3));
    const draws = [0.1, 0.5, 0.9].flatMap((uniform) => [
      rounded({ temperature: 0.7, topP: 0.9, uniform }),
      rounded({ temperature: 0.7, topK: 50, topP: 0.9, uniform }),
      rounded({ temperature: 1.5, topK: 100_000, topP: 1, minP: 0.01, uniform }),
    ]);
    const found = await run(data, draws);
    found.forEach(({ token }, i) => {
      if (token === sampleReference(data, draws[i]!).token) return;
      expect(tieReason(data, draws[i]!, token)).not.toBeNull();
    });
  });

  it("draws each token of the nucleus as often as its probability says", async () => {
    const data = asReals(seededNormals(40, 12, 1.5));
    const count = 200;
    const draws = Array.from({ length: count }, (_, i) => ({
      temperature: 0.9,
      topP: 0.8,
      uniform: (i + 0.5) / count,
    }));
    const found = await run(data, draws);
    const { probabilities } = sampleReference(data, draws[0]!);
    const times = Array.from(data, () => 0);
    for (const { token } of found) times[token]!++;
    expect(times.filter((seen) => seen > 0).length).toBeGreaterThan(5);
    // Numbers at even distances meet a share of their range once too often or too rarely at most.
    times.forEach((seen, token) => {
      const expected = count * probabilities[token]!;
      expect(Math.abs(seen - expected)).toBeLessThanOrEqual(expected === 0 ? 0 : 1);
    });
  });

  it("reports the probability and the size of the nucleus", async () => {
    const data = asReals(seededNormals(300, 21, 2));
    const draw = { temperature: 1, topP: 0.7, uniform: 0.4 };
    const [found] = await run(data, [draw]);
    const { token, probabilities } = sampleReference(data, draw);
    expect(found!.token).toBe(token);
    expect(found!.probability).toBeCloseTo(probabilities[token]!, 5);
    expect(found!.size).toBe(probabilities.filter((probability) => probability > 0).length);
  });

  it("becomes argmax as the temperature or the nucleus goes to nothing", async () => {
    const data = asReals(seededNormals(600, 31, 3));
    const { token } = argmaxReference(data);
    const uniforms = [0, 0.3, 0.999_999_9];
    const cold = uniforms.map((uniform) => ({ temperature: 1e-6, topP: 1, uniform }));
    const coldest = uniforms.map((uniform) => ({ temperature: 1e-38, topP: 0.5, uniform }));
    const narrow = uniforms.map((uniform) => ({ temperature: 1, topP: 1e-6, uniform }));
    for (const found of await run(data, [...cold, ...coldest, ...narrow])) {
      expect(found.token).toBe(token);
      expect(found.probability).toBe(1);
    }
  });

  it("keeps every token at top-p 1 and reaches the first and the last", async () => {
    const data = new Float32Array(513).fill(2);
    const [first, last] = await run(data, [
      { temperature: 1, topP: 1, uniform: 0 },
      { temperature: 1, topP: 1, uniform: 1 - 2 ** -24 },
    ]);
    expect(first).toMatchObject({ token: 0, size: 513 });
    expect(last).toMatchObject({ token: 512, size: 513 });
  });

  it("takes all tokens that tie with the nucleus' last one", async () => {
    const data = Float32Array.of(1, 0, -0, 0, -5);
    const [found] = await run(data, [{ temperature: 1, topP: 0.5, uniform: 0.999 }]);
    expect(found).toMatchObject({ token: 3, size: 4 });
  });

  it("takes all tokens that tie with the last one of top-k", async () => {
    const data = Float32Array.of(1, 0, -0, 0, -5);
    const [one, two, all] = await run(
      data,
      [1, 2, 500].map((topK) => ({ temperature: 1, topK, topP: 1, uniform: 0.999_999 })),
    );
    expect(one).toMatchObject({ token: 0, size: 1, probability: 1 });
    expect(two).toMatchObject({ token: 3, size: 4 });
    expect(all).toMatchObject({ token: 4, size: 5 });
  });

  it("measures the nucleus among the tokens of top-k, as it stands before min-p", async () => {
    // Masses 4, 2, 1, 1: of the first three, 6 of 7 are above 0.8 and below 0.9.
    const data = asReals(Float32Array.from([4, 2, 1, 1 - 2 ** -9], Math.log));
    const sizes = async (draw: Partial<Draw>) =>
      (await run(data, [{ temperature: 1, topP: 1, uniform: 0, ...draw }]))[0]!.size;
    expect(await sizes({ topK: 3, topP: 0.8 })).toBe(2);
    expect(await sizes({ topK: 3, topP: 0.9 })).toBe(3);
    expect(await sizes({ topP: 0.8 })).toBe(3);
    expect(await sizes({ topP: 0.8, minP: 0.4 })).toBe(2);
    expect(await sizes({ minP: 0.2 })).toBe(4);
    expect(await sizes({ minP: 1 })).toBe(1);
  });

  it("gives the same token for the same number", async () => {
    const data = asReals(seededNormals(600, 41, 3));
    const draw = { temperature: 0.8, topP: 0.95, uniform: 0.618 };
    const tokens = (
      await run(
        data,
        Array.from({ length: 20 }, () => draw),
      )
    ).map((f) => f.token);
    expect(new Set(tokens).size).toBe(1);
  });

  it("reads one row of a larger tensor", async () => {
    const data = asReals(seededNormals(2000, 51, 3));
    const draw = rounded({ temperature: 1, topP: 0.9, uniform: 0.25 });
    const [found] = await run(data, [draw], { offset: 700, vocab: 601 });
    expect(found!.token).toBe(sampleReference(data.slice(700, 1301), draw).token);
  });

  it("never draws a NaN or an infinity, and counts them", async () => {
    const data = new Float32Array(300).fill(-50);
    data[7] = Number.NaN;
    data[8] = Number.POSITIVE_INFINITY;
    data[9] = Number.NEGATIVE_INFINITY;
    data[10] = 4;
    const found = await run(data, [
      { temperature: 1, topP: 0.9, uniform: 0.5 },
      { temperature: 1, topP: 1, uniform: 0.5 },
    ]);
    for (const each of found) expect(each).toMatchObject({ token: 10, nonFinite: 3 });
    const [nothing] = await run(new Float32Array(9).fill(Number.NaN), [
      { temperature: 1, topP: 0.9, uniform: 0.5 },
    ]);
    expect(nothing).toMatchObject({ token: 0, probability: 0, nonFinite: 9, size: 0 });
  });
});

inEachReal("the parts of a long vocabulary", () => {
  /** What the first two shaders leave for the third. */
  async function leftBy(data: Float32Array<ArrayBuffer>, draw: Partial<Draw>, axisLimit?: number) {
    return onWorkbench(
      gpu(),
      async (bench) => {
        const whole = { temperature: 0.7, topP: 1, uniform: 0.5, ...draw };
        const kernels = await loadSample(gpu(), real(), data.length, whole);
        const scratch = createSampleScratch(gpu(), data.length);
        const logits = bench.reals(data);
        const found = bench.output([4], "uint32");
        const row = { logits, offset: 0, vocab: data.length };
        bench.run((to) => recordSample(to, kernels, row, whole, { scratch, found }));
        const parts = await bench.floats(scratch.parts);
        const counts = await bench.uints(scratch.counts);
        const words = await bench.uints(scratch.candidates);
        const [token] = await bench.uints(found);
        scratch.destroy();
        const tokens = counts.map((count, part) =>
          Array.from({ length: count }, (_, i) => words[2 * (1024 * part + i)]!),
        );
        return { parts, tokens, token };
      },
      axisLimit,
    );
  }

  it.each([16_385, 17_408, 20_001])(
    "have their highest logit and mass: %i tokens",
    async (vocab) => {
      const data = asReals(seededNormals(vocab, vocab, 4));
      data[vocab >> 1] = Number.NaN;
      data[vocab - 1] = Number.NEGATIVE_INFINITY;
      const { parts } = await leftBy(data, { topP: 0.9 }, 2);
      for (let part = 0; part * 1024 < vocab; part++) {
        const own = data.slice(1024 * part, 1024 * (part + 1));
        const finite = own.filter(Number.isFinite);
        const [highest, mass, bad] = parts.slice(4 * part, 4 * part + 3);
        expect(bad).toBe(own.length - finite.length);
        if (finite.length === 0) continue;
        expect(highest).toBe(Math.max(...finite));
        const want = finite.reduce((sum, logit) => sum + Math.exp((logit - highest!) / 0.7), 0);
        expect(differs([mass!], [want], F32_SUM)).toBeNull();
      }
    },
  );

  it.each([
    { draw: { topP: 0.9 }, most: 0.3 },
    { draw: { topK: 40 }, most: 0.1 },
    { draw: { topK: 40, topP: 0.5 }, most: 0.1 },
    { draw: { topP: 0.999, minP: 0.05 }, most: 0.01 },
    { draw: { topP: 0.99, temperature: 0.2 }, most: 0.05 },
    { draw: { topK: 5000 }, most: 1 },
  ])("leave all that may be drawn and little more, in order: $draw", async ({ draw, most }) => {
    const data = asReals(seededNormals(60_000, 5, 4));
    const whole = rounded({ temperature: 0.7, topP: 1, uniform: 0.5, ...draw });
    const { tokens, token } = await leftBy(data, whole);
    const left = tokens.flat();
    expect(left).toEqual(left.toSorted((a, b) => a - b));
    expect(left.length).toBeLessThanOrEqual(most * data.length);
    const want = sampleReference(data, whole);
    expect(token).toBe(want.token);
    const isLeft = new Set(left);
    const lost = [...want.probabilities.keys()].filter(
      (id) => want.probabilities[id]! > 0 && !isLeft.has(id),
    );
    expect(lost).toEqual([]);
  });
});

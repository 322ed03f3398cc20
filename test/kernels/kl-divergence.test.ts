import { expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { createRecorder } from "../../src/gpu/recorder.ts";
import { createTensor } from "../../src/gpu/tensor.ts";
import { recordKlDivergence, KL_DIVERGENCE } from "../../src/kernels/kl-divergence.ts";
import { klDivergenceReference } from "../reference/kl-divergence.ts";
import { differs } from "../support/differs.ts";
import { useEachForm } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real, realTensor } from "../support/real.ts";
import { KL_NATS } from "../tolerance.ts";

const { gpu, inEachForm } = useEachForm();

async function run(
  p: Float32Array<ArrayBuffer>,
  q: Float32Array<ArrayBuffer>,
  { pOffset = 0, qOffset = 0, vocab = p.length } = {},
): Promise<number> {
  const pLogits = realTensor(gpu(), p, [p.length], "test/p");
  const qLogits = realTensor(gpu(), q, [q.length], "test/q");
  const divergence = createTensor(gpu(), [1], "float32", "test/divergence");
  const kernel = await gpu().kernels.load(KL_DIVERGENCE, {}, real());
  const recorder = createRecorder(gpu(), "test");
  recordKlDivergence(
    recorder,
    kernel,
    { logits: pLogits, offset: pOffset, vocab },
    { logits: qLogits, offset: qOffset, vocab },
    divergence,
  );
  recorder.submit();
  const [nats] = await readFloats(gpu(), divergence);
  for (const tensor of [pLogits, qLogits, divergence]) tensor.destroy();
  return nats!;
}

/** q = p with noise of the given size added to its logits. */
function near(p: Float32Array, noise: number): Float32Array<ArrayBuffer> {
  const bumps = seededNormals(p.length, 99, noise);
  return asReals(Float32Array.from(p, (value, i) => value + bumps[i]!));
}

inEachForm("kl-divergence", () => {
  inEachReal("of logits", () => {
    it.each([1, 2, 255, 257, 600, 152_064])(
      "agrees with the reference over %i tokens",
      async (vocab) => {
        const p = asReals(seededNormals(vocab, 3, 4));
        const q = asReals(seededNormals(vocab, 4, 4));
        const miss = differs([await run(p, q)], [klDivergenceReference(p, q)], KL_NATS);
        expect(miss).toBeNull();
      },
    );

    it.each([1e-3, 0.03, 0.3, 3])("agrees when the logits differ by about %f", async (noise) => {
      const p = asReals(seededNormals(600, 6, 5));
      const q = near(p, noise);
      const want = klDivergenceReference(p, q);
      const got = await run(p, q);
      expect(differs([got], [want], KL_NATS)).toBeNull();
      expect(got).toBeGreaterThan(want * 0.99);
      expect(got).toBeLessThan(want * 1.01);
    });

    it("is zero for equal rows and for rows that differ by a constant", async () => {
      const p = asReals(seededNormals(1000, 7, 20));
      expect(await run(p, p.slice())).toBe(0);
      // Eighths, because a half of 128 and more has no finer part.
      const eighths = p.map((value) => Math.round(8 * value) / 8);
      const shifted = eighths.map((value) => value + 64);
      expect(differs([await run(eighths, shifted)], [0], KL_NATS)).toBeNull();
    });

    it("is never negative and not symmetric", async () => {
      const p = Float32Array.of(0, 0, 0, 10);
      const q = Float32Array.of(0, 1, 2, 3);
      const [there, back] = [await run(p, q), await run(q, p)];
      expect(there).toBeGreaterThan(0);
      expect(back).toBeGreaterThan(there);
    });

    it("stays finite for logits of ±10,000", async () => {
      const p = Float32Array.of(10_000, -10_000, 0, 1);
      const q = Float32Array.of(-10_000, 10_000, 0, 1);
      const want = klDivergenceReference(p, q);
      expect(differs([await run(p, q)], [want], KL_NATS)).toBeNull();
    });

    it("reads rows inside larger tensors", async () => {
      const p = asReals(seededNormals(900, 1, 3));
      const q = asReals(seededNormals(1500, 2, 3));
      const got = await run(p, q, { pOffset: 301, qOffset: 777, vocab: 599 });
      const want = klDivergenceReference(p.slice(301, 900), q.slice(777, 777 + 599));
      expect(differs([got], [want], KL_NATS)).toBeNull();
    });

    it("is NaN when a logit of either row is not finite", async () => {
      const fine = asReals(seededNormals(300, 1));
      const bad = fine.slice();
      bad[299] = Number.POSITIVE_INFINITY;
      expect(await run(fine, bad)).toBeNaN();
      bad[299] = Number.NaN;
      expect(await run(bad, fine)).toBeNaN();
    });
  });
});

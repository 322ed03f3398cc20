import { expect, it } from "vitest";
import { readBytes } from "../../src/gpu/readback.ts";
import { createRecorder } from "../../src/gpu/recorder.ts";
import { createTensor } from "../../src/gpu/tensor.ts";
import { ARGMAX, recordArgmax } from "../../src/kernels/argmax.ts";
import { argmaxReference } from "../reference/argmax.ts";
import { useGpu } from "../support/gpu.ts";
import { seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real, realTensor } from "../support/real.ts";

const gpu = useGpu();

async function run(
  numbers: Float32Array<ArrayBuffer>,
  offset = 0,
  vocab = numbers.length,
): Promise<ReturnType<typeof argmaxReference>> {
  const logits = realTensor(gpu(), numbers, [numbers.length], "test/logits");
  const found = createTensor(gpu(), [5], "uint32", "test/found");
  const kernel = await gpu().kernels.load(ARGMAX, {}, real());
  const recorder = createRecorder(gpu(), "test");
  recordArgmax(recorder, kernel, { logits, offset, vocab }, found);
  recorder.submit();
  const bytes = new DataView(await readBytes(gpu(), found));
  logits.destroy();
  found.destroy();
  return {
    token: bytes.getUint32(0, true),
    value: bytes.getFloat32(4, true),
    nonFinite: bytes.getUint32(8, true),
    runnerUp: bytes.getUint32(12, true),
    runnerUpValue: bytes.getFloat32(16, true),
  };
}

inEachReal("argmax", () => {
  it.each([1, 2, 255, 256, 257, 600, 4099, 152_064])(
    "agrees with the reference over %i tokens",
    async (vocab) => {
      const data = asReals(seededNormals(vocab, vocab, 10));
      expect(await run(data)).toEqual(argmaxReference(data));
    },
  );

  it("reads one row of a larger tensor", async () => {
    const data = asReals(seededNormals(3000, 5));
    data[10] = 100;
    data[2990] = 100;
    expect(await run(data, 601, 1201)).toEqual(argmaxReference(data.slice(601, 601 + 1201)));
  });

  it("gives a tie to the lowest index, across lanes and within one", async () => {
    for (const places of [
      [300, 44, 43, 299],
      [556, 300, 44],
      [255, 256],
      [0, 599],
    ]) {
      const data = new Float32Array(600).fill(-7);
      for (const place of places) data[place] = 3;
      const [first, second] = places.toSorted((a, b) => a - b);
      expect(await run(data)).toMatchObject({ token: first, runnerUp: second, runnerUpValue: 3 });
    }
    expect((await run(new Float32Array(600).fill(-7))).token).toBe(0);
    expect((await run(Float32Array.of(-1, -0, 0, -2))).token).toBe(1);
  });

  it("never chooses a NaN or an infinity, and counts them", async () => {
    const data = asReals(seededNormals(700, 8));
    data[0] = Number.NaN;
    data[256] = Number.POSITIVE_INFINITY;
    data[699] = Number.NEGATIVE_INFINITY;
    const want = argmaxReference(data);
    expect(want.nonFinite).toBe(3);
    expect(await run(data)).toEqual(want);
  });

  it("gives a token that is alone as its own runner-up", async () => {
    const data = new Float32Array(300).fill(Number.NaN);
    data[270] = -2;
    expect(await run(data)).toEqual(argmaxReference(data));
    expect(await run(data)).toMatchObject({ token: 270, runnerUp: 270, runnerUpValue: -2 });
  });

  it("says that nothing is finite when nothing is", async () => {
    const found = await run(new Float32Array(300).fill(Number.NaN));
    expect(found).toMatchObject({ token: 0, nonFinite: 300 });
  });

  it("finds the extremes", async () => {
    const [lowest, next] =
      real() === "f16" ? [-65_504, -65_472] : [-3.4028234663852886e38, -3.4e38];
    const data = new Float32Array(300).fill(lowest);
    expect((await run(data)).token).toBe(0);
    data[299] = next;
    expect((await run(data)).token).toBe(299);
  });
});

import { describe, expect, it } from "vitest";
import { argmaxOnCpu } from "../../src/language/argmax-on-cpu.ts";
import { argmaxReference } from "../reference/argmax.ts";
import { seededNormals } from "../support/random.ts";

const asFound = (logits: Float32Array) => {
  const { token, value, nonFinite, runnerUp, runnerUpValue } = argmaxReference(logits);
  return { id: token, first: value, other: runnerUp, second: runnerUpValue, nonFinite };
};

describe("argmax on the processor", () => {
  it.each([2, 3, 255, 256, 257, 4099])("finds of %i logits what the reference finds", (vocab) => {
    for (let seed = 1; seed <= 5; seed++) {
      const logits = seededNormals(vocab, seed);
      expect(argmaxOnCpu(logits)).toEqual(asFound(logits));
    }
  });

  it.each([
    [[3, 7, 7, 1]],
    [[7, 7, 7]],
    [[-3e38, -2e38]],
    [[5]],
    [[NaN, 4, Infinity, 6, -Infinity]],
    [[9, 1, 9, 8]],
    [[-0, 0]],
  ])("of %j, with ties and what is not finite", (values) => {
    const logits = Float32Array.from(values);
    expect(argmaxOnCpu(logits)).toEqual(asFound(logits));
  });

  it("counts logits of which none is finite", () => {
    expect(argmaxOnCpu(Float32Array.of(NaN, NaN))).toMatchObject({ id: 0, nonFinite: 2 });
  });
});

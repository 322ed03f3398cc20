// The twin of the sampler is held to Hugging Face's own logits processors, and the options to what they may be.

import { describe, expect, it } from "vitest";
import { completeSampling, GREEDY, type SamplingOptions } from "../../src/language/sampling.ts";
import golden from "../golden/sampling.json";
import { repetitionPenaltyReference } from "../reference/repetition-penalty.ts";
import { sampleReference } from "../reference/sample.ts";

describe("the sampler's twin", () => {
  it.each(golden.cases)(
    "draws with Hugging Face's probabilities: temperature $temperature, top-k $topK, top-p $topP, min-p $minP, penalty $repetitionPenalty",
    ({ probabilities, repetitionPenalty, ...draw }) => {
      const logits = repetitionPenaltyReference(golden.logits, golden.seen, repetitionPenalty);
      const got = sampleReference(logits, { ...draw, uniform: 0 }).probabilities;
      probabilities.forEach((wanted, token) => expect(got[token]).toBeCloseTo(wanted, 12));
    },
  );
});

describe("sampling options", () => {
  it("are greedy where nothing is said", () => {
    expect(completeSampling({})).toEqual(GREEDY);
  });

  it("keep what is said, and take one string as a list of it", () => {
    const given = { temperature: 0.7, topK: 40, topP: 0.9, minP: 0.05, repetitionPenalty: 1.1 };
    expect(completeSampling({ ...given, stop: "\n" })).toEqual({ ...given, stop: ["\n"] });
    expect(completeSampling({ stop: [".", "!"] }).stop).toEqual([".", "!"]);
  });

  it.each<readonly [SamplingOptions, RegExp]>([
    [{ temperature: -1 }, /temperature is -1; it must be at least 0/],
    [{ temperature: Number.NaN }, /temperature is NaN/],
    [{ temperature: Infinity }, /temperature is Infinity/],
    [{ topK: 2.5 }, /topK is 2\.5; it must be a whole number/],
    [{ topK: -1 }, /topK is -1/],
    [{ topP: 0 }, /topP is 0; it must be above 0 and at most 1/],
    [{ topP: 1.01 }, /topP is 1\.01/],
    [{ minP: -0.1 }, /minP is -0\.1; it must be from 0 to 1/],
    [{ minP: 2 }, /minP is 2/],
    [{ repetitionPenalty: 0 }, /repetitionPenalty is 0; it must be above 0/],
    [{ stop: "" }, /^"" cannot end an answer/],
    [{ stop: [".", ""] }, /^"" cannot end an answer/],
    [JSON.parse('{ "topK": "5" }') as SamplingOptions, /topK is "5"/],
    [JSON.parse('{ "stop": [7] }') as SamplingOptions, /^7 cannot end an answer/],
  ])("that are wrong are refused in a sentence: %o", (options, message) => {
    const refusal = { code: "sampling-invalid", message: expect.stringMatching(message) };
    expect(() => completeSampling(options)).toThrow(expect.objectContaining(refusal));
  });
});

import { describe, expect, it } from "vitest";
import { ANSWER, answerChoices, likelihoodRows } from "../../../tools/lab/cli/answer-options.ts";
import { readOptions } from "../../../tools/lab/cli/options.ts";

const read = (...args: string[]) => answerChoices(readOptions(args, ANSWER));

describe("how lab ask wants its answers", () => {
  it("is the engine's own way where nothing is said, with at most 64 tokens", () => {
    expect(read()).toEqual({ maxTokens: 64 });
  });

  it("is drawn, penalised and ended as the options say", () => {
    const draw = "--temperature 0.7 --top-k 40 --top-p 0.9 --min-p 0.05 --draw-seed 3".split(" ");
    const rest = ["--repetition-penalty=1.1", "--stop", "\n", "--stop", ".", "--max-tokens", "9"];
    expect(read(...draw, ...rest)).toEqual({
      maxTokens: 9,
      temperature: 0.7,
      topK: 40,
      topP: 0.9,
      minP: 0.05,
      repetitionPenalty: 1.1,
      seed: 3,
      stop: ["\n", "."],
    });
    expect(read("--top-k", "0", "--temperature", "0")).toMatchObject({ topK: 0, temperature: 0 });
  });

  it("is one of some choices", () => {
    expect(read("--choices", "a red star|no|").choices).toEqual(["a red star", "no", ""]);
    const likelihood = { text: "no", logLikelihood: -0.51234, probability: 0.75 };
    expect(likelihoodRows([likelihood])).toEqual([['"no"', "-0.512 (75.0 %)"]]);
    expect(likelihoodRows(null)).toEqual([]);
  });

  it.each([
    ["--temperature", "-1"],
    ["--top-k", "1.5"],
    ["--top-p", "0"],
    ["--min-p", "2"],
    ["--repetition-penalty", "0"],
    ["--max-tokens", "0"],
  ])("refuses %s %s", (name, value) => {
    expect(() => read(name, value)).toThrow(new RegExp(`${name} is "${value}"`));
  });
});

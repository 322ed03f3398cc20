// The answers of an evaluation as a file, and what of it is added to another one.

import { describe, expect, it } from "vitest";
import type { AppError } from "../../../src/base/errors.ts";
import {
  answersText,
  type Answers,
  readAnswers,
  withAnswers,
} from "../../../src/store/evaluate/answers-file.ts";
import { ANSWERED } from "../../../tools/fuzz/kinds/answers.ts";

/** The same about three other questions, as the second part's. */
const OTHER: Answers = {
  head: {
    ...ANSWERED.head,
    id: "two",
    parts: [{ part: 2, samples: 4, videos: 2 }],
    samples: 4,
    videos: 2,
    madeWith: [{ adapter: "b", runtime: "webgpu", precision: "fp32" }],
  },
  samples: ANSWERED.samples.map((one) => ({ ...one, index: one.index + 3 })),
};

const refusalOf = (work: () => unknown): Pick<AppError, "code" | "message"> => {
  try {
    work();
  } catch (thrown) {
    const { code, message } = thrown as AppError;
    return { code, message };
  }
  throw new Error("nothing was refused");
};

describe("a file of answers", () => {
  it("comes back as it was, without the folder's handle", () => {
    expect(readAnswers(answersText(ANSWERED))).toEqual(ANSWERED);
  });

  const text = answersText(ANSWERED);
  it.each<readonly [string, string, RegExp]>([
    ["is cut off", text.slice(0, -20), /line 4, is cut off/],
    ["is no JSON", `${text}bread\n`, /Line 5 is not JSON/],
    ["is of something else", '{"a":1}\n', /first line does not say/],
    ["is empty", "", /first line does not say/],
    ["was altered", text.replace('"isRight":true', '"isRight":"yes"'), /Line 2 is no answer/],
    ["is deep", `${text}${"[".repeat(9_000)}${"]".repeat(9_000)}\n`, /Line 5 is nested/],
  ])("that %s is refused", (_, damaged, words) => {
    const { code, message } = refusalOf(() => readAnswers(damaged));
    expect(code).toBe("evaluation-answers");
    expect(message).toMatch(words);
  });
});

describe("answers that are added", () => {
  it("of another part make one evaluation of both", () => {
    const { head, samples } = withAnswers(ANSWERED, OTHER);
    expect(samples.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(head).toMatchObject({
      id: "one",
      samples: 7,
      videos: 3,
      asked: 6,
      score: { right: 4, n: 6, failed: 6 },
      parts: [{ part: 1 }, { part: 2 }],
    });
    expect(head.madeWith).toHaveLength(2);
    // The order makes no difference to what is there.
    expect(withAnswers(OTHER, ANSWERED).samples).toEqual(samples);
  });

  it("stand where one failed or is missing, and change none that is there", () => {
    const [first, second, third] = ANSWERED.samples;
    const { all } = first!.byRequest;
    if (all === undefined || "error" in all) throw new Error("The first has no answer.");
    const said = (text: string) => ({ ...all, text });
    const mended: Answers = {
      head: ANSWERED.head,
      samples: [
        { ...first!, byRequest: { all: said("B"), "uniform 0.25": all } },
        {
          ...second!,
          byRequest: { "uniform 0.25": { error: { code: "x", message: "x", hint: "" } } },
        },
      ],
    };
    const { head, samples } = withAnswers(
      { ...ANSWERED, samples: [first!, second!, third!] },
      mended,
    );
    expect(samples[0]?.byRequest).toEqual({ all, "uniform 0.25": all });
    expect(samples[1]).toEqual(second);
    expect(head.score).toEqual({ right: 3, n: 4, failed: 2 });
    expect(head.samples).toBe(3);
  });

  it("of another evaluation are refused, and it is said what differs", () => {
    const { message } = refusalOf(() =>
      withAnswers(ANSWERED, {
        ...OTHER,
        head: { ...OTHER.head, modelId: "other", methods: ["cover"], partsOf: 3 },
      }),
    );
    expect(message).toContain(
      "which differs in the model, the methods, into how many parts the videos are divided.",
    );
  });
});

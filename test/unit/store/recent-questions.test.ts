import { describe, expect, it } from "vitest";
import { recentRange } from "../../../src/store/ask/recent.ts";

describe("how far back a question about a running source looks", () => {
  it.each(["What just happened?", "What is in the picture right now?", "Who has just come in?"])(
    "%s is a minute",
    (question) => {
      const toSec = Number.MAX_SAFE_INTEGER;
      expect(recentRange(question, [0, 99])).toEqual({ fromSec: 39, toSec });
      expect(recentRange(question, [0, 7])).toEqual({ fromSec: 0, toSec });
    },
  );

  it.each([
    "What color is the main object?",
    "Did the judge speak?",
    "Is it known who came?",
    "What appears last?",
    "What happened in the last five minutes?",
  ])("%s is about everything", (question) => expect(recentRange(question, [0, 99])).toBeNull());
});

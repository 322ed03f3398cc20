import { describe, expect, it } from "vitest";
import { recentSeconds } from "../../../src/store/ask/recent.ts";

describe("how far back a question about a running source looks", () => {
  it.each([
    ["What just happened?", 60],
    ["What is in the picture right now?", 60],
    ["Who has just come in?", 60],
  ])("%s", (question, sec) => expect(recentSeconds(question)).toBe(sec));

  it.each([
    "What color is the main object?",
    "Did the judge speak?",
    "Is it known who came?",
    "What appears last?",
    "What happened in the last five minutes?",
  ])("%s is about everything", (question) => expect(recentSeconds(question)).toBeNull());
});

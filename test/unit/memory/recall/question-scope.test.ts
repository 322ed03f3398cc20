import { describe, expect, it } from "vitest";
import { questionScope } from "../../../../src/memory/recall/question-scope.ts";
import { processorMs } from "../../../support/processor-ms.ts";

const VIDEO = { fromSec: 0, toSec: 600 };
const timesOf = (question: string, video = VIDEO) =>
  questionScope(question, video).times.map(({ fromSec, toSec, towards }) => [
    fromSec,
    toSec,
    towards,
  ]);

describe("the times that a question names", () => {
  it.each<readonly [string, readonly (readonly [number, number, string | null])[]]>([
    ["What happens after 2:10?", [[130, 600, "start"]]],
    ["What was there before 0:45?", [[0, 45, "end"]]],
    ["what is on the table at 1:00", [[52, 68, "middle"]]],
    ["Who comes in between 1:30 and 2:00?", [[90, 120, null]]],
    ["Describe 1:30–2:00.", [[90, 120, null]]],
    ["What is shown from 1:30 to 2:00?", [[90, 120, null]]],
    ["What happens after two minutes?", [[120, 600, "start"]]],
    ["What happens two minutes in?", [[112, 128, "middle"]]],
    ["What do we see a minute and 5 seconds into the clip?", [[57, 73, "middle"]]],
    ["What is at the 90 second mark?", [[82, 98, "middle"]]],
    ["What happens in minute 3?", [[172, 188, "middle"]]],
    ["What happens in the first 30 seconds?", [[0, 30, null]]],
    ["Summarize the last half.", [[300, 600, null]]],
    ["What colour is it in the last minute?", [[540, 600, null]]],
    ["2:10?", [[122, 138, "middle"]]],
    ["What is on the desk at the beginning of the video?", [[0, 16, "start"]]],
    ["How does it end?", [[584, 600, "end"]]],
    ["What is there in the end?", [[584, 600, "end"]]],
    [
      "Is it red at 0:10 and green at 5:00?",
      [
        [2, 18, "middle"],
        [292, 308, "middle"],
      ],
    ],
  ])("%s", (question, times) => {
    expect(timesOf(question)).toEqual(times);
  });

  it.each([
    "What color is the main object?",
    "Which of the two appears first?",
    "Does the clock show 12:45?", // what a clock shows
    "How long does it take after the train at 12:45:00 leaves?", // later than the video
    "What moves for 5 seconds?",
    "How many minutes does she wait?",
    "Who stands at the end of the street?",
    "Is there one at the table?",
    "What is the first object?",
    "Are the two about the same?",
  ])("are none in: %s", (question) => {
    expect(timesOf(question)).toEqual([]);
  });

  it("are those that the page shows, where the video begins later than 0", () => {
    const late = { fromSec: 100, toSec: 400 };
    expect(timesOf("What happens after 2:00?", late)).toEqual([[120, 400, "start"]]);
    expect(timesOf("What happens a minute in?", late)).toEqual([[152, 168, "middle"]]);
    expect(timesOf("What happens between 4:00 and 9:00?", late)).toEqual([[240, 400, null]]);
    expect(timesOf("What happens after 7:00?", late)).toEqual([]);
  });

  it("are found in bounded time, whatever is asked", async () => {
    const parts = ["1 minute ", "1:", "from 1:00 to ", "half a ", "between ", "5 s, 5 s and "];
    const tookMs = await processorMs(() => {
      for (const part of parts) questionScope(part.repeat(20_000), VIDEO);
    });
    expect(tookMs).toBeLessThan(10_000);
  });
});

describe("a question about now", () => {
  const scopeOf = (question: string, toSec = 600) =>
    questionScope(question, { fromSec: 0, toSec }, true);

  it.each(["What just happened?", "What is in the picture right now?", "Who has just come in?"])(
    "is about the last minute of what is going on: %s",
    (question) => {
      const towards = "end";
      expect(scopeOf(question)).toEqual({
        times: [{ fromSec: 540, toSec: 600, towards }],
        isOverview: false,
        isNow: true,
      });
      expect(scopeOf(question, 7).times).toEqual([{ fromSec: 0, toSec: 7, towards }]);
      expect(questionScope(question, VIDEO)).toEqual({ times: [], isOverview: false });
    },
  );

  it.each([
    "What color is the main object?",
    "Did the judge speak?",
    "Is it known who came?",
    "What appears last?",
    "What happened in the last five minutes?",
    "What happened just after 2:10, and who is there now?",
  ])("is not: %s", (question) => expect(scopeOf(question).isNow).toBeUndefined());
});

describe("a question about all of a video", () => {
  it.each([
    "What is this about?",
    "What’s the video about?",
    "Summarize the video in three sentences.",
    "Give me an overview.",
    "Describe this clip.",
    "What happens in the video?",
    "What happens?",
    "What colours are seen throughout the video?",
  ])("%s", (question) => {
    expect(questionScope(question, VIDEO)).toEqual({ times: [], isOverview: true });
  });

  it.each([
    "What happens after the star appears?",
    "What is the man talking about?",
    "What is the whole pizza cut into?",
    "Describe the dog.",
  ])("is not: %s", (question) => {
    expect(questionScope(question, VIDEO).isOverview).toBe(false);
  });

  it("can be about a part of it", () => {
    const { times, isOverview } = questionScope("Summarise the first two minutes.", VIDEO);
    expect(isOverview).toBe(true);
    expect(times).toEqual([{ fromSec: 0, toSec: 120, towards: null }]);
  });
});

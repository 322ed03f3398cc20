import { describe, expect, it } from "vitest";
import { asksOrder } from "../../../../src/memory/recall/asks-order.ts";
import { processorMs } from "../../../support/processor-ms.ts";
import { NAMED_PHRASINGS, PHRASINGS } from "../../../../tools/world/phrasings.ts";

describe("a question about the order of things", () => {
  it.each([
    "In which order do the objects appear?",
    "in what sequence are the letters shown",
    "What order do they appear in?",
    "What is the order in which the animals come in?",
    "What was the order of the events?",
    "List the objects in the order they appear.",
    "Name the guests in order of appearance.",
    "What comes first?",
    "What comes next",
    "Which came first, the dog or the cat?",
    "Which of the two appears last?",
    "Who leaves last?",
    "What does she pick up first?",
    "What did he do last?",
    "What happens then?",
    "What is the last thing that appears?",
    "Who is the first person to enter the room?",
    "What happens after the star appears?",
    "What is happening before the car stops?",
    "What did the man do after he sat down?",
    "After the lights go out, who comes in?",
    "Which shape is first red and then green?",
    // As benchmarks word it, with their choices.
    "What happened before the person opened the box?\nOptions:\n(A) Ate the food.\n(B) Sat down.",
    "What did the girl in pink do after she jumped?\nA. clap\nB. run",
    "Which of the following is the correct order of the events?\nA. 1, 2, 3\nB. 3, 2, 1",
    "Arrange the following events from the video in the correct chronological order: (1) He eats; (2) He sleeps.",
    "What letter did the person write first on the paper, and what next?",
    "Select the best answer to the following question.\nWhat does the woman do first?\nA. She sits.\nThe best answer is:",
  ])("%s", (question) => expect(asksOrder(question)).toBe(true));

  it.each([
    "What did he do in order to open the door?",
    "Did she order a pizza?",
    "What order did the waiter bring?",
    "Which order did the customer pay for?",
    "Is everything in order?",
    "Why does the judge call for order?",
    "How long does the battery last?",
    "What was shown last year?",
    "What is his first name?",
    "What color is the first background?",
    "What is in the last frame?",
    "Is this the first time?",
    "First describe the room, then say what color the door is.",
    "Where is it at first?",
    "What color is it at first?",
    "What does it take to last?",
    "Who looks after the children?",
    "What is the city named after?",
    "Which dog runs after the ball?",
    "Who stands before the camera?",
    "What does the sign before the bridge say?",
    "What color is the background when the red thing appears?",
    "How many things appear briefly?",
    "What is there for a second course?",
    "Does the man speak briefly about the war?",
    "What is the main object?",
    "What is this about?",
    "Describe the video.",
    "",
    // What stands around a benchmark's question, and in its choices.
    "Carefully watch the video and pay attention to the cause and sequence of events, the detail and movement of objects, and the action and pose of persons. Based on your observations, select the best option.\nWhat color is the hat?",
    "Why did the man smile?\nA. What happened after lunch.\nB. He was first, then she was.",
    "What is the man holding?\nOptions:\n(A) The first, then the second.\n(B) What comes next?",
  ])("is not: %s", (question) => expect(asksOrder(question)).toBe(false));

  it("is each wording for what appears in the drawn world, and none for anything else there", () => {
    const { needle, first, last, ...others } = PHRASINGS;
    const lists = [...needle, ...first, ...last];
    expect(lists.filter((question) => !asksOrder(question))).toEqual([]);
    const rest = [...Object.values(others), ...Object.values(NAMED_PHRASINGS)].flat();
    expect(rest.filter(asksOrder)).toEqual([]);
  });

  it("is found in bounded time, whatever is asked", async () => {
    const parts = ["what ", "first ", "after ", "in which ", "what is the first thing ", "\nA"];
    const tookMs = await processorMs(() => {
      for (const part of parts) asksOrder(part.repeat(20_000));
    });
    expect(tookMs).toBeLessThan(10_000);
  });
});

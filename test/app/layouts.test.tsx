// The page in windows of all kinds: what is asked and answered is in sight, and nothing is wider than the window.

import { beforeAll, expect, test } from "vitest";
import { page } from "vitest/browser";
import { loadParts } from "../../src/app/shell/parts.ts";
import { showClip } from "../support/page.tsx";

const WINDOWS = [
  { name: "a phone held upright", width: 390, height: 664 },
  { name: "a phone held sideways", width: 844, height: 390 },
  { name: "a narrow phone", width: 320, height: 568 },
  { name: "a tablet held upright", width: 820, height: 1_180 },
  { name: "a tablet held sideways", width: 1_024, height: 768 },
  { name: "1280 × 800 at 200 %", width: 640, height: 400 },
  { name: "1280 × 800", width: 1_280, height: 800 },
  { name: "a wide monitor", width: 2_560, height: 1_440 },
];

beforeAll(loadParts);

test("the prompt and a new answer are in sight in every window, and nothing is wider than it", async () => {
  const { store } = await showClip({ engine: { answers: { "What is it?": "A star." } } });
  const { actions } = store.getState();
  const prompt = page.getByRole("textbox", { name: "Question" });
  const answer = page.getByRole("article").last().getByText("A star.");
  for (const [at, { name, width, height }] of WINDOWS.entries()) {
    await page.viewport(width, height);
    await actions.ask("What is it?");
    await expect.poll(() => page.getByRole("article").all().length).toBe(at + 1);
    await expect.element(answer, { message: name }).toBeInTheDocument();
    for (const part of [prompt, answer]) {
      const isInSight = () => {
        const { top, bottom, left, right } = part.element().getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth;
      };
      await expect.poll(isInSight, { message: name, timeout: 3_000 }).toBe(true);
    }
    const isWider = document.documentElement.scrollWidth > width;
    expect({ name, isWider }).toEqual({ name, isWider: false });
  }
});

test("a long name of the adapter leaves the model's in full and the video's in part on a tablet", async () => {
  const description = "An adapter of many words by a maker of many more";
  await showClip({ size: [820, 1_180], engine: { adapter: { description } } });
  await expect.element(page.getByRole("button", { name: description })).toBeVisible();
  const model = document.querySelector(".model-chip b")!;
  await expect.poll(() => model.clientWidth).toBeGreaterThan(50);
  expect(model.scrollWidth).toBe(model.clientWidth);
  expect(document.querySelector(".clip b")!.clientWidth).toBeGreaterThan(40);
  expect(document.documentElement.scrollWidth).toBe(820);
});

test("what is read is larger on a wide monitor", async () => {
  const { store } = await showClip();
  await store.getState().actions.ask("What is it?");
  const sizeOfText = () =>
    Number.parseFloat(getComputedStyle(document.querySelector(".answer")!).fontSize);
  await expect.poll(() => document.querySelector(".answer")).not.toBeNull();
  await page.viewport(1_440, 900);
  const before = sizeOfText();
  await page.viewport(2_560, 1_440);
  await expect.poll(sizeOfText).toBeGreaterThan(before);
});

test("every column of a comparison is in sight in a window of 1280 pixels", async () => {
  const { store } = await showClip({ size: [1_280, 800] });
  const { actions } = store.getState();
  actions.setTab("compare");
  await actions.runCompare("What is it?");
  const heads = page.getByRole("columnheader");
  await expect.poll(() => heads.elements().length).toBeGreaterThan(4);
  const { right } = document.querySelector(".right")!.getBoundingClientRect();
  for (const head of heads.elements())
    expect(head.getBoundingClientRect().right).toBeLessThanOrEqual(right);
});

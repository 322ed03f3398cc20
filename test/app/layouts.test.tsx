// The page in windows of all kinds: what is asked and answered is in sight, and nothing is wider than the window.

import { beforeAll, expect, onTestFinished, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { loadParts } from "../../src/app/shell/parts.ts";
import { asTouched } from "../support/emulated.ts";
import { overlaps } from "../support/overlaps.ts";
import { showClip, showPage } from "../support/page.tsx";
import { showScene } from "../support/scene.tsx";

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
  const placeOf = (part: Element) => {
    const { top, bottom, left, right } = part.getBoundingClientRect();
    const isInside = top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth;
    if (!isInside) return `from ${top} to ${bottom} of ${innerHeight}`;
    const above = document.elementFromPoint(left + 4, bottom - 4);
    const isSeen = part.contains(above) || above?.contains(part);
    return isSeen ? "in sight" : `from ${top} to ${bottom} under ${above?.className}`;
  };
  for (const [at, { name, width, height }] of WINDOWS.entries()) {
    await page.viewport(width, height);
    scrollTo(0, 0);
    // Its event comes with the next frame, and would be taken for the reader's scrolling away from the answer.
    for (const _ of "12") await new Promise((resolve) => requestAnimationFrame(resolve));
    await expect.poll(() => placeOf(prompt.element()), { message: name }).toBe("in sight");
    await actions.ask("What is it?");
    await expect.poll(() => page.getByRole("article").all().length).toBe(at + 1);
    await expect.element(answer, { message: name }).toBeInTheDocument();
    for (const part of [prompt, answer])
      await expect
        .poll(() => placeOf(part.element()), { message: name, timeout: 3_000 })
        .toBe("in sight");
    const isWider = document.documentElement.scrollWidth > width;
    expect({ name, isWider }).toEqual({ name, isWider: false });
  }
});

test("the question field keeps its place from an opening to an answer", async () => {
  const { store, engine } = await showPage({ engine: { paceMs: 40 } });
  const { actions } = store.getState();
  const places = new Set<string>();
  const phases = new Set<string>();
  const watch = setInterval(() => {
    if (document.querySelector(".lanes") === null) return;
    const { right, bottom } = document.querySelector(".prompt .box")!.getBoundingClientRect();
    places.add(`${right} ${bottom}`);
    phases.add(store.getState().video.phase);
  });
  onTestFinished(() => clearInterval(watch));
  await actions.setFrames(8);
  await actions.openFile(new File(["video"], "clip.mp4", { type: "video/mp4" }));
  await userEvent.fill(page.getByRole("textbox", { name: "Question" }), "What is it?");
  engine.hold();
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("button", { name: "Stop", exact: true })).toBeVisible();
  engine.release();
  await expect.element(page.getByRole("article")).toHaveTextContent(/to first token/);
  expect([...places]).toHaveLength(1);
  expect([...phases]).toEqual(["opening", "open"]);
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

test("length, size and rate of a video stand beside its name in full from 1280 pixels on", async () => {
  await showClip({ size: [1_280, 800] });
  const facts = page.getByText("0:32, 1280 × 720, 30 fps");
  await expect.element(facts).toBeVisible();
  const { scrollWidth, clientWidth } = facts.element();
  expect(scrollWidth).toBe(clientWidth);
  expect(document.documentElement.scrollWidth).toBe(1_280);
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

test.each([
  { scene: "whole-failed", width: 1_280, height: 800 },
  { scene: "live", width: 390, height: 844 },
  { scene: "live-watch", width: 390, height: 844 },
])("nothing lies over anything else in $scene at $width × $height", async ({ scene, ...size }) => {
  await page.viewport(size.width, size.height);
  await showScene(scene);
  await expect.poll(overlaps, { timeout: 5_000 }).toEqual([]);
  expect(document.documentElement.scrollWidth).toBe(size.width);
});

test("nothing of a frame's layers is beside a phone's window", async () => {
  await page.viewport(390, 844);
  await showScene("merged");
  for (const part of document.querySelectorAll(".inspector *, .cost *"))
    expect(part.getBoundingClientRect().right).toBeLessThanOrEqual(390);
});

test("a picture keeps its shape in a low window, and its controls are in sight above the question", async () => {
  await showClip({ size: [640, 400] });
  const bar = document.querySelector(".player-bar")!;
  const field = document.querySelector(".prompt .box")!;
  const isAbove = () => bar.getBoundingClientRect().bottom <= field.getBoundingClientRect().top + 1;
  await expect.poll(isAbove).toBe(true);
  const shape = () => {
    const { width, height } = document.querySelector(".screen")!.getBoundingClientRect();
    return width / height;
  };
  await expect.poll(shape).toBeCloseTo(16 / 9, 1);
});

test.each([
  { window: "1280 × 800 at 200 %", width: 640, height: 400 },
  { window: "a phone", width: 390, height: 844 },
  { window: "a phone held sideways", width: 844, height: 390 },
])("the buttons below a list of questions are in sight in $window", async ({ width, height }) => {
  await page.viewport(width, height);
  await showScene("batch");
  await expect.element(page.getByRole("dialog").getByRole("table")).toBeVisible();
  const dialog = page.getByRole("dialog").element();
  const { bottom: end } = dialog.getBoundingClientRect();
  expect(end).toBeLessThanOrEqual(height);
  for (const name of ["Stop", "Copy the table", "Save as CSV"]) {
    const button = page.getByRole("dialog").getByRole("button", { name }).element();
    const { left, right, top, bottom } = button.getBoundingClientRect();
    expect(bottom).toBeLessThanOrEqual(end);
    const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    expect(button.contains(above)).toBe(true);
  }
  expect(dialog.scrollHeight).toBeLessThanOrEqual(dialog.clientHeight);
});

test.each([640, 900, 1_000])(
  "nothing of a frame's facts is cut off at 1440 × %i",
  async (height) => {
    const { store } = await showPage({ size: [1_440, height] });
    const { actions } = store.getState();
    // It opens at its most unusual frame, which takes a line more.
    await actions.openFile(new File(["video"], "clip.mp4", { type: "video/mp4" }));
    await expect.element(page.getByText(/^Opened at the most unusual frame/)).toBeInTheDocument();
    const side = document.querySelector(".inspector")!;
    const cut = () => {
      const { bottom } = side.getBoundingClientRect();
      const shown = [...side.children].filter((one) => one.checkVisibility());
      return shown.filter((one) => one.getBoundingClientRect().bottom > bottom + 1);
    };
    await expect
      .poll(() => cut().map(({ className }) => className), { timeout: 5_000 })
      .toEqual([]);
  },
);

test("a picture that was turned in the middle of a recording keeps its own shape", async () => {
  const draw = (index: number) =>
    createImageBitmap(index < 4 ? new ImageData(16, 9) : new ImageData(9, 16));
  const { store } = await showClip({ engine: { draw } });
  const shape = () => {
    const { width, height } = document.querySelector(".screen")!.getBoundingClientRect();
    return width / height;
  };
  await expect.poll(shape).toBeCloseTo(16 / 9, 1);
  store.getState().actions.selectFrame(6);
  await expect.poll(shape).toBeCloseTo(9 / 16, 1);
});

test("words stand on the line of the links beside them where fingers press", async () => {
  await page.viewport(390, 844);
  await asTouched();
  await showScene("simple-whole-8");
  const range = document.createRange();
  const lineOf = (element: Element) => {
    range.selectNodeContents(element);
    return range.getBoundingClientRect().bottom;
  };
  const based = page.getByText("Based on").last().element();
  await expect.poll(() => lineOf(based) - lineOf(based.nextElementSibling!)).toBeCloseTo(0, 0);
});

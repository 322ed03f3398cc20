// One of anything is said as one.

import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { showPage, showTalk, WALL } from "../support/page.tsx";

const NAMED = "[aria-label], [title], [aria-valuetext]";

/** What is said of one as of several, in words that are shown or read out. */
function miscounted(): string[] {
  const names = [...document.querySelectorAll(NAMED)].flatMap((one) =>
    ["aria-label", "title", "aria-valuetext"].map((name) => one.getAttribute(name) ?? ""),
  );
  const words = [document.body.textContent ?? "", ...names];
  return words.flatMap((text) =>
    [...text.matchAll(/(?<![\d.,\u202f/])\b1 (tokens|frames|chunks|questions|columns)\b/g)].map(
      ({ 0: said, index }) => text.slice(Math.max(0, index - 20), index + said.length + 20),
    ),
  );
}

test("of a clip of one frame", async () => {
  const { store } = await showPage({ engine: { answers: { "What is it?": "A star." } } });
  const { actions } = store.getState();
  await actions.setFrames(1);
  await actions.openFile(new File(["video"], "one.mp4"));
  await actions.ask("What is it?");
  await expect.element(page.getByRole("article")).toHaveTextContent(/A star\..*1 frame\b/);
  expect(miscounted()).toEqual([]);
  actions.setTab("compare");
  await actions.runCompare("What is it?");
  await expect.element(page.getByRole("table")).toHaveAttribute("aria-busy", "false");
  expect(miscounted()).toEqual([]);
  await page.getByRole("button", { name: "Change" }).click();
  await expect.element(page.getByRole("group", { name: "Column 1" })).toBeVisible();
  expect(miscounted()).toEqual([]);
});

test("of a video that is one chunk", async () => {
  const { store } = await showTalk({ chunks: 1 });
  await store.getState().actions.ask(WALL);
  await expect.element(page.getByRole("article")).toHaveTextContent(/A star\..*1 chunk\b/);
  expect(miscounted()).toEqual([]);
});

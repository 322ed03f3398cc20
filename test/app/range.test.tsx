// A part of the video: drawn on the ruler, by its thumbs or by keys, looked at, said, and left.

import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { selectRange } from "../../src/store/selectors.ts";
import { PHONE, showClip, type ShownPage } from "../support/page.tsx";

const ruler = () => document.querySelector<HTMLElement>(".ruler")!;
const rangeOf = ({ store }: ShownPage) => selectRange(store.getState());

/** Drags over the ruler between two shares of its width. */
async function drag(from: number, to: number): Promise<void> {
  await expect.element(page.getByRole("listbox")).toBeVisible();
  const { left, top, width, height } = ruler().getBoundingClientRect();
  const at = (share: number) => ({
    clientX: left + share * width,
    clientY: top + height / 2,
    pointerId: 1,
    pointerType: "mouse",
    bubbles: true,
  });
  const timeline = document.querySelector<HTMLElement>(".timeline")!;
  // A pointer that the test makes up cannot be captured.
  timeline.setPointerCapture = () => undefined;
  ruler().dispatchEvent(new PointerEvent("pointerdown", { ...at(from), button: 0, buttons: 1 }));
  for (const share of [(from + to) / 2, to])
    ruler().dispatchEvent(new PointerEvent("pointermove", { ...at(share), buttons: 1 }));
  await expect.poll(() => document.querySelector(".range-mark b")?.textContent).toMatch(/–/);
  ruler().dispatchEvent(new PointerEvent("pointerup", at(to)));
}

test("dragging along the ruler looks at that part, which is said everywhere", async () => {
  const shown = await showClip();
  const { store } = shown;
  await drag(0.25, 0.75);
  await expect.poll(() => rangeOf(shown)).toEqual({ fromSec: 8, toSec: 24 });
  await expect
    .element(page.getByRole("textbox", { name: "Question" }))
    .toHaveAttribute("placeholder", "Ask about 0:08–0:24");
  expect(document.querySelector(".range-row output")?.textContent).toBe("0:08–0:24");
  expect(document.querySelector(".range-mark")).toBeNull();
  const labels = [...ruler().querySelectorAll("span")].map(({ textContent }) => textContent);
  expect(labels[0]).toBe("0:08");
  await userEvent.fill(page.getByRole("textbox", { name: "Question" }), "What is there?");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText(/8 frames of 0:08–0:24/)).toBeInTheDocument();
  await userEvent.click(page.getByRole("button", { name: "All of the video" }));
  await expect.poll(() => store.getState().video.phase).toBe("open");
  expect(rangeOf(shown)).toBeNull();
  expect(document.querySelector(".range-row")).toBeNull();
  // What the answer was about stays.
  await expect.element(page.getByText(/8 frames of 0:08–0:24/)).toBeInTheDocument();
});

test("i, o and Enter look at a part, and Escape leaves it", async () => {
  const shown = await showClip();
  await userEvent.keyboard("]]i]]o");
  await expect.element(page.getByRole("button", { name: "Look at it" })).toBeVisible();
  expect(rangeOf(shown)).toBeNull();
  expect(document.querySelector(".range-mark b")?.textContent).toBe("0:10–0:18");
  await userEvent.keyboard("{Escape}");
  expect(shown.store.getState().drawnRange).toBeNull();
  await userEvent.keyboard("[[[[i]]o{Enter}");
  await expect.poll(() => rangeOf(shown)).toEqual({ fromSec: 10, toSec: 18 });
  await expect.poll(() => shown.store.getState().video.phase).toBe("open");
  await userEvent.keyboard("{Escape}");
  await expect.poll(() => rangeOf(shown)).toBeNull();
});

test("the thumbs of a part are moved by arrows, and nothing is looked at before Enter", async () => {
  const shown = await showClip();
  await userEvent.click(page.getByRole("button", { name: "Ask about a part" }));
  const start = page.getByRole("slider", { name: "Beginning of the part" });
  start.element().focus();
  await userEvent.keyboard("{Shift>}{ArrowRight}{ArrowRight}{/Shift}");
  await expect.element(start).toHaveAttribute("aria-valuetext", "0:02.0");
  const end = page.getByRole("slider", { name: "End of the part" });
  end.element().focus();
  await userEvent.keyboard("{ArrowLeft}");
  expect(shown.store.getState().drawnRange?.toSec).toBeCloseTo(31.9, 9);
  expect(rangeOf(shown)).toBeNull();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => rangeOf(shown)?.fromSec).toBe(2);
  expect(rangeOf(shown)?.toSec).toBeCloseTo(31.9, 9);
});

test("a part fits a phone", async () => {
  const shown = await showClip({ size: PHONE });
  await userEvent.click(page.getByRole("button", { name: "Ask about a part" }));
  await expect.element(page.getByRole("button", { name: "Look at it" })).toBeVisible();
  expect(document.documentElement.scrollWidth).toBe(PHONE[0]);
  shown.store.getState().actions.drawRange({ fromSec: 4, toSec: 8 });
  await userEvent.click(page.getByRole("button", { name: "Look at it" }));
  await expect.poll(() => rangeOf(shown)).toEqual({ fromSec: 4, toSec: 8 });
});

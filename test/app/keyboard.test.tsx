// A visit by the keyboard alone: whatever is pressed, and goes away with what it did, the focus stays on the page.

import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { framesOf } from "../../src/store/video/state.ts";
import type { Sample } from "../../src/store/video/types.ts";
import { showPage } from "../support/page.tsx";
import { until } from "../support/test-env.ts";

const SAMPLE: Sample = {
  file: "one-glimpse.mp4",
  title: "One glimpse",
  about: "Something appears briefly.",
  durationSec: 10,
  questions: [],
};

/** Presses a button by Enter, as who came to it by Tab. */
async function press(name: string | RegExp): Promise<void> {
  const button = page.getByRole("button", { name }).first();
  await expect.element(button).toBeEnabled();
  button.element().focus();
  await userEvent.keyboard("{Enter}");
}
async function expectFocus(): Promise<void> {
  await expect.poll(() => document.activeElement).not.toBe(document.body);
}

test("a visit needs no pointer, and never loses the focus to the page's top", async () => {
  const { store } = await showPage({ samples: [SAMPLE] });
  await press(/^One glimpse/);
  await until(store, ({ video }) => framesOf(video) !== null);
  await expectFocus();

  await userEvent.keyboard("/What is it?{Enter}");
  const field = page.getByRole("textbox", { name: "Question" });
  await expect.element(page.getByRole("article")).toHaveAttribute("aria-busy", "false");
  await expect.element(field).toHaveFocus();
  await press("Clear");
  await expect.element(page.getByRole("article")).not.toBeInTheDocument();
  await expect.element(field).toHaveFocus();
  await press("Undo");
  await expect.element(page.getByRole("article")).toBeVisible();
  await expect.element(field).toHaveFocus();
  await press("Edit the question");
  await userEvent.keyboard("{Escape}");
  await expectFocus();

  // A dialog that another one led to, and one that a key opened.
  await userEvent.keyboard("{Control>}k{/Control}");
  await expect.element(page.getByRole("combobox", { name: "Command" })).toHaveFocus();
  await userEvent.keyboard("list{Enter}");
  await expect.element(page.getByRole("dialog", { name: /^Ask a list/ })).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
  await expectFocus();

  await press("Open another");
  await userEvent.keyboard("{Escape}");
  await expectFocus();
  page
    .getByRole("link", { name: /^Framewise/ })
    .element()
    .focus();
  await userEvent.keyboard("{Enter}");
  await press("Back to it");
  await until(store, ({ video }) => framesOf(video) !== null);
  await expectFocus();
});

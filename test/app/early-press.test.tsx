// Buttons are there with the first paint, and what they open comes behind it. In a file of its own, whose page has loaded
// nothing yet.

import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { mountPage } from "../support/page.tsx";

/** Calls `act` in the very moment in which an element comes. */
const whenItComes = (selector: string, act: (element: HTMLElement) => void): void => {
  const observer = new MutationObserver(() => {
    const element = document.querySelector<HTMLElement>(selector);
    if (element === null) return;
    observer.disconnect();
    act(element);
  });
  observer.observe(document.body, { childList: true, subtree: true });
};

test("a press before the menu is there opens it when it is", async () => {
  whenItComes(".model-chip", (chip) => {
    expect(chip.dataset["state"]).toBeUndefined();
    chip.click();
  });
  await mountPage();
  await expect.element(page.getByRole("dialog", { name: "Models" })).toBeVisible();
});

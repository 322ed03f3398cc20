// Goes through the page by keys alone, as who has no pointer: whatever is pressed, the focus stays on something, and is seen.

import { expect, type Locator, type Page } from "@playwright/test";

/** Tab stops between two controls, at most. */
const MOST_STOPS = 60;

/** Returns what is wrong with where the focus is; "" where nothing is. */
const faultOfFocus = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body) return "nothing has the focus";
    // The page puts the focus on what has just come; no key does anything there.
    if (focused.matches("h1, h2")) return "";
    const name = focused.getAttribute("aria-label") ?? focused.textContent?.trim().slice(0, 40);
    const { top, bottom, left, right } = focused.getBoundingClientRect();
    if (bottom <= 0 || right <= 0 || top >= innerHeight || left >= innerWidth)
      return `“${name}” is out of sight`;
    const isRing = ({ outlineStyle, outlineWidth, stroke, strokeWidth }: CSSStyleDeclaration) =>
      (outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0) ||
      (stroke !== "none" && Number.parseFloat(strokeWidth) >= 2);
    const parts = [focused, ...focused.children, focused.parentElement ?? focused];
    const isShown =
      parts.some((part) => isRing(getComputedStyle(part))) ||
      ["::before", "::after"].some((pseudo) => isRing(getComputedStyle(focused, pseudo)));
    return isShown ? "" : `“${name}” does not show that it has the focus`;
  });

/** Presses a key. */
export async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await expect.poll(() => faultOfFocus(page), { message: key, timeout: 10_000 }).toBe("");
}

/** Presses `key` until the focus is on the control, which it must be in time. */
export async function goTo(page: Page, control: Locator, key = "Tab"): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await press(page, key);
    if (await control.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${control.toString()} is not reached by ${MOST_STOPS} times ${key}.`);
}

/** Types into the question field, which "/" gives the focus, and sends it by Enter. */
export async function askByKeys(page: Page, question: string): Promise<void> {
  await press(page, "/");
  await expect(page.getByRole("textbox", { name: "Question" })).toBeFocused();
  await page.keyboard.type(question);
  await press(page, "Enter");
}

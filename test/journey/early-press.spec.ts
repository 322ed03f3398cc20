// Buttons are there with the first paint, and what they open comes behind it.

import { expect, test } from "@playwright/test";
import { watchFailures } from "./failures.ts";

// Its requests would not pass through here.
test.use({ serviceWorkers: "block" });

test("a press before the menu is there opens it when it is", async ({ page }) => {
  const failures = watchFailures(page);
  let letThrough: () => void = () => undefined;
  const isPressed = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route(/\/menus-[^/]+\.js$/, async (route) => {
    await isPressed;
    await route.continue();
  });
  await page.goto("./");
  const chip = page.locator(".model-chip");
  await chip.click();
  // A button with a menu says whether it is open.
  await expect(chip).not.toHaveAttribute("aria-expanded");
  letThrough();
  await expect(page.getByRole("dialog", { name: "Models" })).toBeVisible();
  expect(failures).toEqual([]);
});

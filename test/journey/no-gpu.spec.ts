// A browser without an adapter: the page says what is missing and what to do, and offers to look again.

import { expect, test } from "@playwright/test";
import { ensureChromium } from "../../tools/dev/chromium.ts";
import { shoot } from "./shots.ts";

test.use({
  launchOptions: {
    executablePath: ensureChromium(),
    args: ["--headless=new", "--no-sandbox", "--disable-gpu"],
  },
});

test("says why the model cannot run here", async ({ page }) => {
  await page.goto("./");
  await expect(page.getByText(/graphics adapter|WebGPU/).first()).toBeVisible();
  await expect(page.getByText(/chrome:\/\/gpu|hardware acceleration/).first()).toBeVisible();
  await shoot(page, "no-gpu");
});

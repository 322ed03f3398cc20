import type { Page } from "@playwright/test";

/** The README's pictures are these; `FRAMEWISE_SHOTS=1 npm run test:journey` renews them. */
const FOLDER =
  process.env["FRAMEWISE_SHOTS"] === undefined ? "test-results/shots" : "test/journey/shots";

/** What the window shows, once fonts and transitions have settled. */
export async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${FOLDER}/${name}.png` });
}

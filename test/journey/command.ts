import { expect, type Page } from "@playwright/test";

/** Chooses the first command that `words` find. The keys are pressed again until the page listens, which is not at once. */
export async function choose(page: Page, words: string): Promise<void> {
  const command = page.getByRole("combobox", { name: "Command" });
  await expect(async () => {
    await page.keyboard.press("ControlOrMeta+k");
    await expect(command).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await command.fill(words);
  await page.keyboard.press("Enter");
}

import { expect, type Locator, type Page } from "@playwright/test";

/** Asks, waits for the end of the answer, and gives its turn. */
export async function ask(page: Page, question: string): Promise<Locator> {
  await page.getByRole("textbox", { name: "Question" }).fill(question);
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  const turn = page.getByRole("article").last();
  await expect(turn).toContainText(question);
  await expect(turn).toHaveAttribute("aria-busy", "false");
  await expect(turn).toContainText("to first token");
  return turn;
}

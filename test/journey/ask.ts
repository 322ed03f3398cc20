import { expect, type Locator, type Page } from "@playwright/test";

export interface AskOptions {
  /** Stops the answer behind its first token, unless it is over by then; for questions whose words do not matter. */
  readonly isCut?: boolean;
}

/** Asks, waits for the end of the answer, and gives its turn. */
export async function ask(
  page: Page,
  question: string,
  { isCut = false }: AskOptions = {},
): Promise<Locator> {
  await page.getByRole("textbox", { name: "Question" }).fill(question);
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  const turn = page.getByRole("article").last();
  await expect(turn).toContainText(question);
  if (isCut) {
    await expect(turn).toContainText("to first token");
    await page.keyboard.press("Escape");
  }
  await expect(turn).toHaveAttribute("aria-busy", "false");
  await expect(turn).toContainText("to first token");
  return turn;
}

import { expect, type Locator, type Page } from "@playwright/test";

export interface AskOptions {
  /** Stops the answer behind its first token, unless it is over by then; for questions whose words do not matter. */
  readonly isCut?: boolean;
}

/** Asks, waits for the end of the answer, and gives its turn. */
export async function ask(page: Page, question: string, options?: AskOptions): Promise<Locator> {
  const field = page.getByRole("textbox", { name: "Question" });
  await field.fill(question);
  await expect(page.getByRole("button", { name: "Ask", exact: true })).toBeEnabled();
  // By the key, which does not depend on where the button stands while a plan comes.
  await field.press("Enter");
  return answered(page, question, options);
}

/** Waits for the end of the answer to what was asked last, and gives its turn. */
export async function answered(
  page: Page,
  question: string,
  { isCut = false }: AskOptions = {},
): Promise<Locator> {
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

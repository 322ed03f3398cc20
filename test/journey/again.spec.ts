// What follows a question, on the built page: an answer that was stopped goes on, a question is changed and asked again, and a list of
// questions is asked, left by a reload, and shown again.

import { readFileSync } from "node:fs";
import { expect, test, type Page } from "@playwright/test";
import { ask } from "./ask.ts";
import { choose } from "./command.ts";
import { watchFailures } from "./failures.ts";

interface Sample {
  readonly title: string;
  readonly questions: readonly { readonly question: string; readonly answer: string }[];
}
const [, sample] = JSON.parse(readFileSync("public/samples/samples.json", "utf8")) as Sample[];
const { title, questions } = sample!;
/** The one with the longest answer, which can be stopped in its middle. */
const long = [...questions].sort((a, b) => b.answer.length - a.answer.length)[0]!;
const other = questions.find((one) => one !== long)!;

/** Slows the engine's worker until the returned function is called, because an answer here can be over before a press comes. */
async function slowAnswers(page: Page): Promise<() => Promise<unknown>> {
  const engine = () => page.workers().find((worker) => worker.url().includes("engine.worker"));
  await expect.poll(engine).toBeDefined();
  const worker = engine();
  const post = await worker!.evaluateHandle(() => self.postMessage);
  await worker!.evaluate((post) => {
    self.postMessage = (message: { kind: string }, options?: WindowPostMessageOptions) => {
      post.call(self, message, options);
      const end = performance.now() + (message.kind === "piece" ? 500 : 0);
      while (performance.now() < end);
    };
  }, post);
  return () =>
    worker!.evaluate((post) => {
      self.postMessage = post;
    }, post);
}

test("an answer goes on, a question is changed, and a list is asked and comes back", async ({
  page,
}) => {
  const failures = watchFailures(page);
  await page.goto("./");
  await page.getByRole("button", { name: new RegExp(`^${title}`) }).click();
  await expect(page.getByRole("slider", { name: "Retention" })).toHaveAttribute(
    "aria-valuetext",
    /of \d+ tokens/,
  );

  const hurry = await slowAnswers(page);
  const stopped = await ask(page, long.question, { isCut: true });
  await hurry();
  await expect(stopped).toContainText("Stopped.");
  await expect(stopped).not.toContainText(long.answer);
  await stopped.getByRole("button", { name: "Go on" }).click();
  await expect(stopped).toContainText(long.answer);
  await expect(stopped).not.toContainText("Stopped.");

  await stopped.getByRole("button", { name: "Edit the question" }).click();
  const changed = page.getByRole("textbox", { name: "Question, changed" });
  await expect(changed).toHaveValue(long.question);
  await changed.fill(other.question);
  await changed.press("Enter");
  const articles = page.getByRole("article");
  await expect(articles).toHaveCount(1);
  await expect(articles).toContainText(other.answer);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(articles).toHaveCount(2);
  await expect(articles.first()).toContainText(long.answer);

  await page.getByRole("button", { name: "Ask a list" }).click();
  const dialog = page.getByRole("dialog", { name: "Ask a list of questions" });
  await dialog.getByRole("button", { name: "The sample’s questions" }).click();
  await dialog.getByRole("button", { name: `Ask ${questions.length} questions` }).click();
  const done = `${questions.length} of ${questions.length} answered, ${questions.length} of ${questions.length} right`;
  await expect(dialog.getByText(done)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  await page.reload();
  await expect(articles).toHaveCount(2 + questions.length);
  await choose(page, "list");
  await expect(dialog.getByText(done)).toBeVisible();
  for (const { question, answer } of questions)
    await expect(dialog.getByRole("row", { name: question })).toContainText(answer);
  expect(failures).toEqual([]);
});

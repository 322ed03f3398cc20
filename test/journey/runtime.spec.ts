// Where the model computes: on the processor or on the graphics adapter, at the reader's choice, it says the same.

import { availableParallelism } from "node:os";
import { expect, test } from "@playwright/test";
import { ask } from "./ask.ts";
import { watchFailures } from "./failures.ts";

const QUESTION = "What color is the main object?";

test("the model computes where it is faster, or where the reader wants it to, and says the same", async ({
  page,
}) => {
  const failures = watchFailures(page);
  await page.goto("./#view?sample=one-glimpse.mp4&plan=cover,0.25&frames=8");
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const retention = page.getByRole("slider", { name: "Retention" });
  await expect(retention).toHaveAttribute("aria-valuetext", /of 288 tokens/);
  const onProcessor = await (await ask(page, QUESTION)).locator(".answer").textContent();

  await page.getByRole("button", { name: /^Google SwiftShader|SwiftShader|adapter/i }).click();
  const card = page.getByRole("dialog", { name: "Adapter" });
  await expect(card).toContainText(/Measured: [\d.]+ billion multiplications a second/);
  for (const [place, words] of [
    // As many as cores: a thread was tried, and answered.
    [
      "processor",
      new RegExp(`on the processor, on ${Math.min(8, availableParallelism())} threads?`),
    ],
    ["graphics adapter", /computes on the graphics adapter/],
  ] as const) {
    await card.getByLabel("Models compute on").selectOption(place);
    await expect(card).toContainText(words);
  }
  await page.keyboard.press("Escape");
  await expect(page.locator(".model-chip")).toHaveText(/ready/);
  await expect((await ask(page, QUESTION)).locator(".answer")).toHaveText(onProcessor ?? "");
  expect(failures).toEqual([]);
});

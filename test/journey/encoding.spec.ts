// A clip with a camera that rests: most of its patches are copied, the answer is right, and it is the same when all are encoded.

import { expect, test } from "@playwright/test";
import { ask } from "./ask.ts";
import { watchFailures } from "./failures.ts";

const QUESTION = "What appears briefly?";
const RIGHT = "A blue triangle.";

test("most of a still clip is copied instead of encoded, and the answer is right", async ({
  page,
}) => {
  const failures = watchFailures(page);
  await page.goto("./");
  await page.getByRole("button", { name: /^One glimpse/ }).click();
  const retention = page.getByRole("slider", { name: "Retention" });
  await expect(retention).toHaveAttribute("aria-valuetext", /of 1152 tokens/);
  const turn = await ask(page, QUESTION);
  await expect(turn).toContainText(RIGHT);
  const words = (await turn.textContent()) ?? "";
  const [, copied] = /(\d+)\s% of the picture copied/.exec(words) ?? [];
  expect(Number(copied)).toBeGreaterThan(50);

  const copies = page.getByRole("checkbox", { name: "Copy what stays the same" });
  await page.getByRole("radio", { name: "Encoded" }).click();
  await expect(page.getByRole("complementary", { name: "Frame" })).toContainText(
    /\d+ encoded\s*\d+ copied/,
  );
  await copies.uncheck();
  await expect(page.getByRole("radio", { name: "Encoded" })).toBeHidden();
  const again = await ask(page, QUESTION);
  await expect(again).toContainText(RIGHT);
  await expect(again).not.toContainText("copied");
  expect(failures).toEqual([]);
});

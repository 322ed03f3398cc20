// The page without a network: everything that was there on the first visit is there on the next.

import { expect, test } from "@playwright/test";
import { ask } from "./ask.ts";

test("opens, reads a video and answers without a network, once it has been visited", async ({
  page,
  context,
}) => {
  await page.goto("./");
  await page.getByRole("button", { name: /^One glimpse/ }).click();
  // What the visit brings is here with the model; the video is looked at in the next one.
  await expect(page.locator(".model-chip")).toHaveText(/ready/);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  // The first visit's own requests were made before the worker ruled; this one goes through it.
  await page.evaluate(() => fetch("samples/one-glimpse.mp4").then((response) => response.blob()));

  await context.setOffline(true);
  await page.reload();
  // The model has no such file, and a page without a network must know that too.
  const missing = await page.evaluate(async () => {
    const response = await fetch("models/framewise-shapes/chat_template.jinja");
    return response.status;
  });
  expect(missing).toBe(404);
  // The sample that was open comes back by itself.
  const retention = page.getByRole("slider", { name: "Retention" });
  await expect(retention).toHaveAttribute("aria-valuetext", /of 1152 tokens/);
  await expect(await ask(page, "What appears briefly?")).toContainText("A blue triangle.");
});

// The page without a network: everything that was there on the first visit is there on the next.

import { availableParallelism } from "node:os";
import { expect, test } from "@playwright/test";
import { preview } from "vite";
import { ask } from "./ask.ts";
import { watchFailures } from "./failures.ts";

/** A media element's readyState from which on a picture is there. */
const HAVE_CURRENT_DATA = 2;

test("opens, reads a video and answers without a network, once it has been visited", async ({
  page,
  context,
}) => {
  const failures = watchFailures(page);
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

  // The samples that no visit has opened were kept when the page was installed, and their posters with them.
  await page.getByRole("link", { name: "Framewise" }).click();
  const posters = page.locator(".sample video");
  await expect(posters).toHaveCount(6);
  for (const poster of await posters.all())
    await expect
      .poll(() => poster.evaluate((one: HTMLVideoElement) => one.readyState))
      .toBeGreaterThanOrEqual(HAVE_CURRENT_DATA);
  await page.getByRole("button", { name: /^Three scenes/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Three scenes/);
  await expect(retention).toHaveAttribute("aria-valuetext", /of 1152 tokens/);
  expect(failures).toEqual([]);
});

test("a video that another program shares is kept by the worker, and opened once", async ({
  page,
}) => {
  const failures = watchFailures(page);
  await page.goto("./");
  await expect(page.locator(".model-chip")).toHaveText(/ready/);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null))
    .toBe(true);
  const share = await page.evaluate(async () => {
    const manifest = (await (await fetch("manifest.webmanifest")).json()) as {
      share_target: { action: string; method: string; params: { files: { name: string }[] } };
    };
    const { action, method, params } = manifest.share_target;
    const clip = await (await fetch("samples/one-glimpse.mp4")).blob();
    const form = new FormData();
    form.append(params.files[0]!.name, new File([clip], "märz, 1.mp4", { type: "video/mp4" }));
    return (await fetch(action, { method, body: form })).url;
  });
  expect(share).toMatch(/\/\?shared$/);

  await page.goto(share);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/märz, 1\.mp4/);
  const retention = page.getByRole("slider", { name: "Retention" });
  await expect(retention).toHaveAttribute("aria-valuetext", /of 1152 tokens/);
  expect(new URL(page.url()).search).toBe("");
  expect(await page.evaluate(() => caches.has("shared"))).toBe(false);
  expect(failures).toEqual([]);
});

test("on a host that sends no headers for isolation the worker adds them, and the next visit has threads", async ({
  page,
}) => {
  const failures = watchFailures(page);
  const server = await preview({
    configFile: false,
    build: { outDir: process.env["FRAMEWISE_BUILT"] ?? "node_modules/.cache/framewise-journey" },
    preview: { host: "127.0.0.1", port: 0 },
  });
  try {
    const isIsolated = () => page.evaluate(() => crossOriginIsolated);
    await page.goto(server.resolvedUrls!.local[0]!);
    expect(await isIsolated()).toBe(false);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.reload();
    expect(await isIsolated()).toBe(true);
    await page.getByRole("button", { name: /models on CPU/ }).click();
    const card = page.getByRole("dialog", { name: "Adapter" });
    const threads = Math.min(8, availableParallelism());
    await expect(card).toContainText(new RegExp(`on the processor, on ${threads} thread`));
    expect(failures).toEqual([]);
  } finally {
    await server.close();
  }
});

// Browsers without a graphics adapter, or without WebGPU: the page computes on the processor, says so, and gives the answer and
// the plan that it gives on WebGPU.

import { readFileSync } from "node:fs";
import { chromium, expect, test, type Browser, type Page } from "@playwright/test";
import { chromiumFlags, ensureChromium } from "../../tools/dev/chromium.ts";
import { ask } from "./ask.ts";
import { watchFailures } from "./failures.ts";
import { shoot } from "./shots.ts";

const [sample] = JSON.parse(readFileSync("public/samples/samples.json", "utf8")) as {
  title: string;
  questions: { question: string; answer: string }[];
}[];
const { question, answer } = sample!.questions[0]!;

const LINE = "No graphics adapter: this page computes on the processor.";

/** Opens the sample, and returns what the page says of each frame: how many of its tokens are kept. */
async function keptFrames(page: Page): Promise<readonly (string | null)[]> {
  await page.goto("./");
  await page.getByRole("button", { name: new RegExp(`^${sample!.title}`) }).click();
  await expect(page.getByRole("slider", { name: "Retention" })).toHaveAttribute(
    "aria-valuetext",
    /25 percent, 288 of 1152 tokens/,
  );
  const frames = page.getByRole("option", { name: /^Frame \d+,/ });
  await expect(frames).toHaveCount(32);
  return frames.evaluateAll((bars) => bars.map((bar) => bar.getAttribute("aria-label")));
}

type Context = Parameters<Browser["newContext"]>[0];

/** Opens a page in a browser with these flags, until the work is done. */
async function inBrowser<T>(
  args: readonly string[],
  options: Context,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...args] });
  try {
    const context = await browser.newContext({
      ...options,
      viewport: { width: 1440, height: 900 },
      colorScheme: "light",
    });
    return await work(await context.newPage());
  } finally {
    await browser.close();
  }
}

const WITHOUT_ADAPTER = ["--headless=new", "--no-sandbox", "--disable-gpu"];

/** No flag of Chromium takes WebGPU away, so that its property goes, from the page and from the engine's worker. */
const HIDE_WEBGPU = 'Reflect.deleteProperty(Object.getPrototypeOf(navigator), "gpu");';

async function hideWebGpu(page: Page): Promise<void> {
  await page.addInitScript(HIDE_WEBGPU);
  await page.route(/\/engine\.worker[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${HIDE_WEBGPU}${await response.text()}` });
  });
}

test("a browser without an adapter keeps and answers what WebGPU does, and says what would help", async ({
  baseURL,
  storageState,
}) => {
  const options = { baseURL: baseURL!, storageState: storageState! };
  const kept = await inBrowser(WITHOUT_ADAPTER, options, async (page) => {
    const failures = watchFailures(page);
    const kept = await keptFrames(page);
    await expect(page.getByText(LINE)).toBeVisible();
    await expect(await ask(page, question)).toContainText(answer);
    await page.getByRole("button", { name: "What would help" }).click();
    await expect(page.getByText(/gives the page no graphics adapter/)).toBeVisible();
    await shoot(page, "no-gpu");
    expect(failures).toEqual([]);
    return kept;
  });
  expect(kept).toEqual(await inBrowser(chromiumFlags(), options, keptFrames));
});

/** As a host that sends no headers for isolation. */
async function refuseIsolation(page: Page): Promise<void> {
  await page.route(
    (url) => url.pathname.endsWith("/"),
    async (route) => {
      const response = await route.fetch();
      const headers = Object.entries(response.headers()).filter(
        ([name]) => !name.startsWith("cross-origin-"),
      );
      await route.fulfill({ response, headers: Object.fromEntries(headers) });
    },
  );
}

test("a browser without WebGPU, on a host that isolates no page, answers all the same, on one thread", async ({
  baseURL,
  storageState,
}) => {
  // The service worker would fetch the engine's worker past the route.
  const options = {
    baseURL: baseURL!,
    storageState: storageState!,
    serviceWorkers: "block",
  } as const;
  await inBrowser(chromiumFlags(), options, async (page) => {
    await hideWebGpu(page);
    await refuseIsolation(page);
    const failures = watchFailures(page);
    await keptFrames(page);
    await expect(page.getByText(LINE)).toBeVisible();
    await expect(await ask(page, question)).toContainText(answer);
    await page.getByRole("button", { name: "What would help" }).click();
    await expect(page.getByText(/This browser has no WebGPU/)).toBeVisible();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "this browser's JavaScript" }).click();
    const card = page.getByRole("dialog", { name: "Adapter" });
    await expect(card).toContainText("on the processor, on 1 thread.");
    await expect(card).toContainText("This page may not share memory between threads");
    expect(failures).toEqual([]);
  });
});

// Asks the browser for this machine's graphics adapter before tests wait for it: where Chrome is told to use a driver that is not
// there, it never answers.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Browser, type Page } from "playwright";
import { chromiumFlags, ensureChromium } from "./chromium.ts";

/** Together less than a minute. */
const LAUNCH_MS = 20_000;
const ANSWER_MS = 30_000;

export interface AskOptions {
  /** The browser's flags. Default: those of this run. */
  readonly flags?: readonly string[];
  /** How long the browser may take to name an adapter. */
  readonly answerMs?: number;
  /** Sees the page before it asks; for tests. */
  readonly onPage?: (page: Page) => Promise<unknown>;
}

/** Returns why the machine's GPU cannot be tested on, as a sentence; null where it can. It takes at most a minute. */
export async function whyNoGpu({
  flags = chromiumFlags(),
  answerMs = ANSWER_MS,
  onPage,
}: AskOptions = {}): Promise<string | null> {
  const launched = chromium.launch({
    executablePath: ensureChromium(),
    args: [...flags],
    timeout: LAUNCH_MS,
  });
  let browser: Browser;
  try {
    browser = await launched;
  } catch {
    return sentence("it does not start with the flags for it");
  }
  // WebGPU is for secure pages, as those of this machine are.
  const server = createServer((_, response) => response.end("<!doctype html>"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const page = await browser.newPage();
    await onPage?.(page);
    const { port } = server.address() as AddressInfo;
    const asked = page.goto(`http://127.0.0.1:${port}/`).then(() => page.evaluate(ask));
    asked.catch(() => undefined); // the browser is closed under it
    const found = await Promise.race([asked, late(answerMs)]);
    return found === null ? null : sentence(found);
  } finally {
    server.close();
    await Promise.race([browser.close(), late(answerMs / 10)]);
  }
}

/** Runs in the page: what is wrong with its adapter, or null. */
async function ask(): Promise<string | null> {
  const adapter = await (navigator.gpu as GPU | undefined)?.requestAdapter({
    powerPreference: "high-performance",
  });
  if (adapter === undefined || adapter === null) return "it has none";
  const { vendor, architecture, description } = adapter.info;
  const name = description || architecture || vendor;
  const isSoftware = /swiftshader|llvmpipe|basic render/i.test(`${architecture} ${description}`);
  return isSoftware ? `it gives ${name}, which is software` : null;
}

async function late(ms: number): Promise<string> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
  return "it does not answer";
}

const sentence = (found: string): string =>
  `The browser gives no graphics adapter of this machine: ${found}. Install its driver (on Linux one for Vulkan; vulkaninfo --summary must list it), or leave FRAMEWISE_GPU out for software WebGPU.`;

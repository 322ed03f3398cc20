// Opens a page of this project in a headless browser, served from the sources, until a piece of work is done.

import { resolve } from "node:path";
import { chromium, type Browser } from "playwright";
import { createServer, type InlineConfig } from "vite";
import { chromiumFlags, ensureChromium } from "./chromium.ts";
import { translatedShaders } from "./translated-shaders.ts";

const PAGES = ["index.html", "test/app/harness/index.html", "tools/**/*.html"];

/** `work` gets the browser and the address of the project's root, "http://localhost:port/". */
export async function withServedBrowser<T>(
  config: InlineConfig,
  work: (browser: Browser, address: string) => Promise<T>,
): Promise<T> {
  const server = await createServer({
    root: resolve(import.meta.dirname, "../.."),
    configFile: false,
    logLevel: "warn",
    server: { port: 0, hmr: false },
    ...config,
    plugins: [translatedShaders(), config.plugins],
    // Only this project's pages: the example's imports exist only where the package is installed.
    optimizeDeps: { entries: PAGES, ...config.optimizeDeps },
  });
  await server.listen();
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: chromiumFlags(),
  });
  try {
    return await work(browser, server.resolvedUrls?.local[0] ?? "");
  } finally {
    await browser.close();
    await server.close();
  }
}

import { chromium } from "playwright";
import { createServer } from "vite";
import { chromiumFlags, ensureChromium } from "../dev/chromium.ts";

/** Answers one prompt (rows [S, 128]) on software WebGPU; prints whether the tokens are `expected`, and the times. */
export async function checkInBrowser(
  prompt: Float32Array,
  expected: readonly number[],
): Promise<void> {
  const server = await createServer({
    configFile: false,
    logLevel: "error",
    server: { port: 0 },
    optimizeDeps: { exclude: ["onnxruntime-web"], noDiscovery: true },
  });
  await server.listen();
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: chromiumFlags(),
  });
  try {
    const page = await browser.newPage();
    page.on("console", (message) => console.log(`page: ${message.text()}`));
    page.on("pageerror", (error) => console.log(`page: ${error.message}`));
    await page.goto(`${server.resolvedUrls?.local[0] ?? ""}tools/train/check-page.html`);
    await page.waitForFunction("window.checkGraphs !== undefined");
    const report = await page.evaluate(
      ([rows, ids]) => (globalThis as never as PageScope).checkGraphs(rows, ids),
      [Array.from(prompt), [...expected]] as const,
    );
    console.log("software WebGPU:", report);
  } finally {
    await browser.close();
    await server.close();
  }
}

interface PageScope {
  checkGraphs(rows: readonly number[], expected: readonly number[]): Promise<object>;
}

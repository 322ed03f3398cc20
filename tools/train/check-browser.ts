import { withServedBrowser } from "../dev/served-browser.ts";

/** Answers one prompt (rows [S, 128]) on software WebGPU; prints whether the tokens are `expected`, and the times. */
export const checkInBrowser = (prompt: Float32Array, expected: readonly number[]): Promise<void> =>
  withServedBrowser(
    { optimizeDeps: { exclude: ["onnxruntime-web"], noDiscovery: true } },
    async (browser, address) => {
      const page = await browser.newPage();
      page.on("console", (message) => console.log(`page: ${message.text()}`));
      page.on("pageerror", (error) => console.log(`page: ${error.message}`));
      await page.goto(`${address}tools/train/check-page.html`);
      await page.waitForFunction("window.checkGraphs !== undefined");
      const report = await page.evaluate(
        ([rows, ids]) => (globalThis as never as PageScope).checkGraphs(rows, ids),
        [Array.from(prompt), [...expected]] as const,
      );
      console.log("software WebGPU:", report);
    },
  );

interface PageScope {
  checkGraphs(rows: readonly number[], expected: readonly number[]): Promise<object>;
}

// The browser's GPU process ends while the page is open, as after a driver's fault. Chrome starts another one, in
// which decoded frames may no longer be imported as textures: the page goes on, in right colours.

import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import type { Browser, Page } from "playwright";
import { withServedBrowser } from "../../tools/dev/served-browser.ts";
import { BANDS, BLOCK } from "../../tools/fixtures/picture.ts";
import { differs } from "../support/differs.ts";
import { COPIED_COLOR, DECODED_COLOR } from "../tolerance.ts";
import { ask } from "./ask.ts";
import { dropFile } from "./drop-file.ts";
import type { SeeColours } from "./gpu-process/page.ts";

const ROUTES = ["external", "copy", "bytes"] as const;
const CLIPS = ["h264-aac.mp4", "vp9.webm", "av1.webm"];
const [sample] = JSON.parse(readFileSync("public/samples/samples.json", "utf8")) as {
  title: string;
  questions: { question: string; answer: string }[];
}[];
const { question, answer } = sample!.questions[0]!;

/** Ends the GPU process of a browser that nothing else uses; resolves when a device of `page` has been lost by it. */
async function endGpuProcess(browser: Browser, page: Page): Promise<void> {
  const loss = await page.evaluateHandle(async () => {
    const device = await (await navigator.gpu.requestAdapter())!.requestDevice();
    return { reason: device.lost.then(({ reason }) => reason) };
  });
  const session = await browser.newBrowserCDPSession();
  await session.send("Browser.crashGpuProcess");
  await session.detach();
  expect(await loss.evaluate(({ reason }) => reason)).toBe("unknown");
}

test("the page goes on after the GPU process has ended, and sees the right colours", async ({
  baseURL,
}) => {
  await withServedBrowser(
    { optimizeDeps: { exclude: ["onnxruntime-web"] } },
    async (browser, address) => {
      const page = await browser.newPage({
        baseURL: baseURL!,
        viewport: { width: 1440, height: 900 },
      });
      await page.goto("./");
      await page.getByRole("button", { name: new RegExp(`^${sample!.title}`) }).click();
      await expect(await ask(page, question)).toContainText(answer);

      await endGpuProcess(browser, page);
      await expect(await ask(page, question)).toContainText(answer);
      await dropFile(page, "test/media/vp9.webm");
      await expect(page.getByRole("heading", { level: 1, name: "vp9.webm" })).toBeVisible();
      await expect(page.getByRole("slider", { name: "Retention" })).toHaveAttribute(
        "aria-valuetext",
        /percent, \d+ of \d+ tokens/,
      );

      const colours = await browser.newPage();
      await colours.goto(`${address}test/journey/gpu-process/index.html`);
      await colours.waitForFunction("globalThis.seeColours !== undefined");
      for (const name of CLIPS)
        for (const first of ROUTES) {
          const seen = await colours.evaluate(
            ([name, first]) =>
              (globalThis as unknown as { seeColours: SeeColours }).seeColours(name, first),
            [name, first] as const,
          );
          const tolerance = seen.route === "bytes" ? COPIED_COLOR : DECODED_COLOR;
          const told = `${name} by ${first}, which took ${seen.route}`;
          expect(differs(seen.block, BLOCK, tolerance), told).toBeNull();
          expect(differs(seen.band, BANDS[0]!, tolerance), told).toBeNull();
        }
    },
  );
});

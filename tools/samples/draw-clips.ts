// Clips of the drawn world → video files, drawn and encoded in headless Chromium.

import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { createServer } from "vite";
import { chromiumFlags, ensureChromium } from "../dev/chromium.ts";
import type { DrawnClip } from "./clips.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** `onClip` hears of each when it is done. */
export async function drawClips<Clip extends DrawnClip>(
  clips: readonly Clip[],
  onClip: (clip: Clip, bytes: Buffer) => void,
): Promise<void> {
  const server = await createServer({ root: ROOT, logLevel: "warn", server: { port: 0 } });
  await server.listen();
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: chromiumFlags(),
  });
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => console.error(error));
    await page.goto(`${server.resolvedUrls?.local[0] ?? ""}tools/samples/page.html`);
    await page.waitForFunction(() => "encodeClip" in window);
    for (const clip of clips) {
      const text = await page.evaluate((one: DrawnClip) => window.encodeClip(one), clip);
      onClip(clip, Buffer.from(text, "base64"));
    }
  } finally {
    await browser.close();
    await server.close();
  }
}

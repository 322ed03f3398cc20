// Draws clips of the drawn world and encodes them into video files, in headless Chromium.

import { withServedBrowser } from "../dev/served-browser.ts";
import type { DrawnClip } from "./clips.ts";

/** Draws the clips; `onClip` is called with each when it is done. */
export const drawClips = <Clip extends DrawnClip>(
  clips: readonly Clip[],
  onClip: (clip: Clip, bytes: Buffer) => void,
): Promise<void> =>
  withServedBrowser({}, async (browser, address) => {
    const page = await browser.newPage();
    page.on("pageerror", (error) => console.error(error));
    await page.goto(`${address}tools/samples/page.html`);
    await page.waitForFunction(() => "encodeClip" in window);
    for (const clip of clips) {
      const text = await page.evaluate((one: DrawnClip) => window.encodeClip(one), clip);
      onClip(clip, Buffer.from(text, "base64"));
    }
  });

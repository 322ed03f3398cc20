// Takes pictures of the page in all its states, on the fake engine, to look at while working on the page; needs no GPU:
// npx tsx tools/dev/shots.ts OUT [state…] [--phone] [--size 1440x900] [--theme light|dark] [--forced-colors]
// [--full], which is the whole page and not what the window shows of it.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import react from "@vitejs/plugin-react";
import { withServedBrowser } from "./served-browser.ts";

const ALL = [
  "empty",
  "opening",
  "ready",
  "simple-ask",
  "simple-whole-8",
  "between",
  "part",
  "range",
  "subtitles",
  "subtitles-inside",
  "pictures",
  "opening-player",
  "ask",
  "streaming",
  "conversation",
  "batch",
  "compare",
  "compare-setup",
  "compare-models",
  "compare-models-setup",
  "evaluate-start",
  "evaluate-setup",
  "evaluate",
  "evaluate-list",
  "declined",
  "heat",
  "patches",
  "uniform",
  "left-out",
  "merged",
  "frames64",
  "frames8",
  "codec",
  "offline",
  "error",
  "lost",
  "software",
  "processor",
  "processor-help",
  "help",
  "models",
  "models-details",
  "models-refused",
  "models-notice",
  "models-settings",
  "download",
  "download-paused",
  "download-failed",
  "download-chip",
  "storage",
  "storage-deleted",
  "leave-answer",
  "whole",
  "whole-8",
  "whole-75",
  "whole-200",
  "whole-400",
  "whole-focus",
  "whole-focus-75",
  "whole-forced",
  "whole-heat",
  "whole-reading-75",
  "whole-leave-75",
  "whole-leave-read-75",
  "whole-leave-model-75",
  "whole-other-model",
  "whole-paused",
  "whole-interrupted",
  "whole-failed",
  "whole-saved",
  "whole-contents",
  "whole-chapters-8",
  "whole-restored",
  "whole-way",
  "live-dialog",
  "live",
  "live-watch",
  "live-slow",
  "live-ended",
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    theme: { type: "string", multiple: true, default: ["light", "dark"] },
    size: { type: "string", default: "1440x900" },
    phone: { type: "boolean", default: false },
    click: { type: "string" },
    "forced-colors": { type: "boolean", default: false },
    full: { type: "boolean", default: false },
  },
});
const [out = "shots", ...wanted] = positionals;
const states = wanted.length > 0 ? wanted : ALL;
const [width = 1440, height = 900] = values.phone ? [390, 844] : values.size.split("x").map(Number);

await withServedBrowser({ plugins: [react()] }, async (browser, address) => {
  mkdirSync(out, { recursive: true });
  const page = await browser.newPage({
    viewport: { width, height },
    deviceScaleFactor: values.phone ? 2 : 1,
    reducedMotion: "reduce",
    forcedColors: values["forced-colors"] ? "active" : "none",
    hasTouch: values.phone,
  });
  page.on("pageerror", (error) => console.error(`page: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") console.error(`console: ${message.text()}`);
  });
  for (const theme of values.theme) {
    // A contrast theme has the system's own colours, whatever the page's theme is.
    await page.emulateMedia({ colorScheme: theme === "dark" ? "dark" : "light" });
    for (const state of states) {
      await page.goto(`${address}test/app/harness/index.html?state=${state}&theme=${theme}`);
      await page.waitForSelector("[data-scene=done]", { timeout: 90_000, state: "attached" });
      await page.waitForTimeout(300);
      if (values.click !== undefined) {
        await page.getByRole("button", { name: values.click }).first().click();
        await page.waitForTimeout(300);
      }
      const prefix = `${values.phone ? "phone-" : ""}${values["forced-colors"] ? "forced-" : ""}`;
      const name = `${prefix}${state}-${theme}.png`;
      await page.screenshot({ path: join(out, name), fullPage: values.full });
      console.log(join(out, name));
    }
  }
});

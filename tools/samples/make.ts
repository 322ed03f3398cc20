// Draws and encodes public/samples in headless Chromium, and lists them with questions and true answers in
// samples.json: `npx tsx tools/samples/make.ts [file …]` (a few minutes; without names, all clips).

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { createServer } from "vite";
import { chromiumFlags, ensureChromium } from "../browser/chromium.ts";
import { sampleClip } from "../world/index.ts";
import { answered } from "./answers.ts";
import { CLIPS, HEIGHT, TICKS, WIDTH } from "./clips.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDER = `${ROOT}public/samples/`;
const wanted = process.argv.slice(2);

mkdirSync(FOLDER, { recursive: true });
const server = await createServer({ root: ROOT, logLevel: "warn", server: { port: 0 } });
await server.listen();
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags() });
try {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error));
  await page.goto(`${server.resolvedUrls?.local[0] ?? ""}tools/samples/page.html`);
  await page.waitForFunction(() => "encodeClip" in window);
  for (const clip of CLIPS) {
    if (wanted.length > 0 && !wanted.includes(clip.file)) continue;
    const bytes = Buffer.from(await page.evaluate((one) => window.encodeClip(one), clip), "base64");
    writeFileSync(FOLDER + clip.file, bytes);
    console.log(`${clip.file}: ${(bytes.length / 1024).toFixed(0)} KiB`);
  }
} finally {
  await browser.close();
  await server.close();
}

const list = CLIPS.map((clip) => {
  const spec = sampleClip(clip.seed, { frames: TICKS, aspect: WIDTH / HEIGHT });
  const { file, title, about, seconds } = clip;
  return { file, title, about, durationSec: seconds, questions: answered(clip, spec) };
});
writeFileSync(`${FOLDER}samples.json`, `${JSON.stringify(list, null, 2)}\n`);

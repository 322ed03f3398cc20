// Draws and encodes public/samples in headless Chromium, and lists them with questions and true answers in
// samples.json: `npx tsx tools/samples/make.ts [file …]` (a few minutes; without names, all clips).

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sampleClip } from "../world/index.ts";
import { answered } from "./answers.ts";
import { CLIPS, HEIGHT, TICKS, WIDTH } from "./clips.ts";
import { drawClips } from "./draw-clips.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDER = `${ROOT}public/samples/`;
const wanted = process.argv.slice(2);

mkdirSync(FOLDER, { recursive: true });
const drawn = CLIPS.filter(({ file }) => wanted.length === 0 || wanted.includes(file));
await drawClips(drawn, ({ file }, bytes) => {
  writeFileSync(FOLDER + file, bytes);
  console.log(`${file}: ${(bytes.length / 1024).toFixed(0)} KiB`);
});

const list = CLIPS.map((clip) => {
  const spec = sampleClip(clip.seed, { frames: TICKS, aspect: WIDTH / HEIGHT });
  const { file, title, about, seconds } = clip;
  return { file, title, about, durationSec: seconds, questions: answered(clip, spec) };
});
writeFileSync(`${FOLDER}samples.json`, `${JSON.stringify(list, null, 2)}\n`);

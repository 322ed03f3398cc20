// Draws one long clip in which one thing appears for two seconds: `npx tsx tools/samples/long.ts OUT.mp4 [SECONDS]
// [SEED] [--fps 4] [--rate 1]` (default ten minutes, and the first seed whose thing appears outside what 32 even frames
// see and within what a reading at `rate` frames a second does). Prints when it appears, and questions with true answers.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { clipQuestions, sampleClip, type ClipSpec } from "../world/index.ts";
import { HEIGHT, WIDTH } from "./clips.ts";
import { drawClips } from "./draw-clips.ts";

/** A tick, and so the thing, lasts two seconds. */
const TICK_SEC = 2;
const SAMPLED = 32;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    fps: { type: "string", default: "4" },
    rate: { type: "string", default: "1" },
  },
});
const [out = "long.mp4", secondsText = "600", seedText] = positionals;
const fps = Number(values.fps);
const seconds = Number(secondsText);
const ticks = Math.round(seconds / TICK_SEC);
const specOf = (seed: number): ClipSpec =>
  sampleClip(seed, { frames: ticks, aspect: WIDTH / HEIGHT });

/** One scene, one thing, for one tick, and none of the even frames meets it. */
function isWanted({ scenes, needles }: ClipSpec): boolean {
  const [needle, ...more] = needles;
  if (needle === undefined || more.length > 0 || scenes.length > 1) return false;
  if ((needle.to - needle.from) * ticks > 1.5) return false;
  const isMetBy = (frames: number) =>
    Array.from({ length: frames }, (_, i) => (i + 0.5) / frames).some(
      (time) => time >= needle.from && time < needle.to,
    );
  return !isMetBy(SAMPLED) && isMetBy(Math.round(seconds * Number(values.rate)));
}

let seed = Number(seedText ?? 0);
if (seedText === undefined) while (!isWanted(specOf(seed))) seed++;
const spec = specOf(seed);

await drawClips([{ file: out, codec: "avc", seed, seconds, ticks, fps }], (_clip, bytes) => {
  writeFileSync(out, bytes);
  console.log(`${out}: ${seconds} s, ${(bytes.length / 1024).toFixed(0)} KiB, seed ${seed}`);
});
for (const { color, shape, from, to } of spec.needles) {
  console.log(`${color} ${shape}: ${(from * seconds).toFixed(1)}–${(to * seconds).toFixed(1)} s`);
}
for (const { question, answer } of clipQuestions(spec)) console.log(`${question} ${answer}`);

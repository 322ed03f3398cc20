// Draws one long clip in which things appear for two seconds each: `npx tsx tools/samples/long.ts OUT.mp4 [SECONDS]
// [SEED] [--things 1] [--fps 4] [--rate 1]` (default ten minutes, one thing, and the first seed whose things all appear
// outside what 32 even frames see, within what a reading at `rate` frames a second does, and far from each other). Prints
// when they appear, and questions with true answers.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { clipQuestions, sampleClip, type ClipSpec, type Needle } from "../world/index.ts";
import { namedAnswer, namedQuestions } from "../world/named.ts";
import { HEIGHT, WIDTH } from "./clips.ts";
import { drawClips } from "./draw-clips.ts";

/** A tick, and so a thing, lasts two seconds. */
const TICK_SEC = 2;
const SAMPLED = 32;
/** The distance between two things, as a share of the clip. */
const APART = 0.1;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    things: { type: "string", default: "1" },
    fps: { type: "string", default: "4" },
    rate: { type: "string", default: "1" },
  },
});
const [out = "long.mp4", secondsText = "600", seedText] = positionals;
const fps = Number(values.fps);
const things = Number(values.things);
const seconds = Number(secondsText);
const ticks = Math.round(seconds / TICK_SEC);
const specOf = (seed: number): ClipSpec =>
  sampleClip(seed, { frames: ticks, aspect: WIDTH / HEIGHT, needles: things });

/** Whether a clip has one scene and as many things as wanted, each for one tick that none of the even frames meets. */
const isWanted = ({ scenes, needles }: ClipSpec): boolean =>
  scenes.length === 1 && needles.length === things && needles.every(isHidden);

function isHidden({ from, to }: Needle, index: number, all: readonly Needle[]): boolean {
  const before = all[index - 1];
  if ((to - from) * ticks > 1.5 || (before !== undefined && from - before.to < APART)) return false;
  const isMetBy = (frames: number) =>
    Array.from({ length: frames }, (_, i) => (i + 0.5) / frames).some(
      (time) => time >= from && time < to,
    );
  return !isMetBy(SAMPLED) && isMetBy(Math.round(seconds * Number(values.rate)));
}

let seed = Number(seedText ?? 0);
if (seedText === undefined) while (!isWanted(specOf(seed))) seed++;
const spec = specOf(seed);

await drawClips(
  [{ file: out, codec: "avc", seed, seconds, ticks, fps, needles: things }],
  (_clip, bytes) => {
    writeFileSync(out, bytes);
    console.log(`${out}: ${seconds} s, ${(bytes.length / 1024).toFixed(0)} KiB, seed ${seed}`);
  },
);
for (const needle of spec.needles) {
  const { color, shape, from, to } = needle;
  const stay = `${(from * seconds).toFixed(1)}–${(to * seconds).toFixed(1)} s`;
  console.log(`${color} ${shape}: ${stay}. ${namedAnswer("named-place", spec, needle)}`);
}
for (const { question, answer } of [...clipQuestions(spec), ...namedQuestions(spec)]) {
  console.log(`${question} ${answer}`);
}

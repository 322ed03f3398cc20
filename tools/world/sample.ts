import type { ClipSpec, Figure, MainObject, Needle, Point, Scene } from "./clip.ts";
import { mainCenter } from "./clip.ts";
import type { World } from "./hard/disturbance.ts";
import { sampleDisturbance } from "./hard/sample-disturbance.ts";
import type { ColorName, Motion, Rgb } from "./palette.ts";
import { BACKGROUNDS, BACKGROUND_NAMES, COLORS, COLOR_NAMES, MOTIONS, SHAPES } from "./palette.ts";
import { nearPlaceBorder } from "./place.ts";
import { Random } from "../../src/base/random.ts";

export interface SampleOptions {
  /** The ticks of the clip, 1–48. Default 16. */
  readonly frames?: number;
  /** The width divided by the height. Default: drawn from 1, 4:3 and 16:9. */
  readonly aspect?: number;
  /** The needles, at most 7 (each has its own colour) and half of the ticks. Default: drawn, 0–3. */
  readonly needles?: number | undefined;
  /** The world. In the hard one the plain one's clip of this seed is disturbed. Default: plain. */
  readonly world?: World | undefined;
}

export const ASPECTS = [1, 4 / 3, 16 / 9] as const;
const MIN_TRAVEL = 0.36;
const MOTION_WEIGHTS = [0.21, 0.21, 0.21, 0.21, 0.16];
const SCENE_WEIGHTS = [0.4, 0.35, 0.25];
const NEEDLE_WEIGHTS = [0.16, 0.34, 0.3, 0.2];

/** Draws a clip: the same seed and options give the same clip everywhere. */
export function sampleClip(seed: number, options: SampleOptions = {}): ClipSpec {
  const random = new Random(seed);
  const frames = options.frames ?? 16;
  const aspect = options.aspect ?? random.pick(ASPECTS);
  const colors = random.shuffled(COLOR_NAMES);
  const scenes = sampleScenes(random, frames);
  const main = sampleMain(random, frames, aspect, colors[0] ?? "red");
  const drawn = random.weighted(NEEDLE_WEIGHTS);
  const wanted = Math.min(options.needles ?? drawn, Math.floor((frames + 1) / 2));
  const place = { frames, aspect, main, colors: colors.slice(1, 1 + wanted) };
  const needles = sampleNeedles(random, place);
  const spec = { seed, aspect, frames, scenes, main, needles, noise: random.uniform(1, 7) };
  return options.world === "hard" ? { ...spec, disturbance: sampleDisturbance(spec) } : spec;
}

function sampleScenes(random: Random, frames: number): Scene[] {
  const count = frames < 6 ? 1 : random.weighted(SCENE_WEIGHTS) + 1;
  const backgrounds = random.shuffled(BACKGROUND_NAMES).slice(0, count);
  const cuts = sampleCuts(random, frames, count);
  return backgrounds.map((background, index) => ({
    from: (cuts[index] ?? 0) / frames,
    to: (cuts[index + 1] ?? frames) / frames,
    background,
    rgb: BACKGROUNDS[background],
    slope: { x: random.uniform(-15, 15), y: random.uniform(-15, 15) },
  }));
}

/** Returns the ticks at which scenes begin, and the end; every scene lasts at least two ticks. */
function sampleCuts(random: Random, frames: number, count: number): number[] {
  for (;;) {
    const inner = Array.from({ length: count - 1 }, () => random.integer(2, frames - 2));
    const cuts = [0, ...inner.sort((one, other) => one - other), frames];
    if (cuts.every((cut, index) => index === 0 || cut - (cuts[index - 1] ?? 0) >= 2 || count === 1))
      return cuts;
  }
}

function jitter(random: Random, rgb: Rgb): Rgb {
  const [r, g, b] = rgb;
  return [r + random.uniform(-12, 12), g + random.uniform(-12, 12), b + random.uniform(-12, 12)];
}

export function sampleFigure(random: Random, color: ColorName, size: number): Figure {
  return { shape: random.pick(SHAPES), color, rgb: jitter(random, COLORS[color]), size };
}

/** Wide pictures are squashed to a square before the model sees them, so their shapes start larger. */
export function widen(aspect: number, size: number): number {
  return size * (1 + 0.12 * Math.min(1, (aspect - 1) / 0.78));
}

export function sampleMain(
  random: Random,
  frames: number,
  aspect: number,
  color: ColorName,
): MainObject {
  const figure = sampleFigure(random, color, widen(aspect, random.uniform(0.34, 0.41)));
  const motion = MOTIONS[random.weighted(MOTION_WEIGHTS)] ?? "still";
  const half = { x: figure.size / aspect / 2 + 0.01, y: figure.size / 2 + 0.01 };
  for (;;) {
    const main = { ...figure, motion, ...samplePath(random, motion, half) };
    const first = mainCenter(main, 0.5 / frames);
    const last = mainCenter(main, 1 - 0.5 / frames);
    if (!nearPlaceBorder(first) && !nearPlaceBorder(last)) return main;
  }
}

function samplePath(random: Random, motion: Motion, half: Point): { start: Point; end: Point } {
  const still = { x: random.uniform(half.x, 1 - half.x), y: random.uniform(half.y, 1 - half.y) };
  if (motion === "still") return { start: still, end: still };
  const axis = motion === "left" || motion === "right" ? "x" : "y";
  const room = 1 - 2 * half[axis];
  const travel = random.uniform(MIN_TRAVEL, room);
  const low = half[axis] + random.uniform(0, room - travel);
  const one = { ...still, [axis]: low };
  const other = { ...still, [axis]: low + travel };
  return motion === "right" || motion === "down"
    ? { start: one, end: other }
    : { start: other, end: one };
}

interface NeedlesPlan {
  readonly frames: number;
  readonly aspect: number;
  readonly main: MainObject;
  /** One colour for each needle. */
  readonly colors: readonly ColorName[];
}

function sampleNeedles(random: Random, { frames, aspect, main, colors }: NeedlesPlan): Needle[] {
  let ticks = colors.map(() => random.integer(1, 2));
  const needed = () => ticks.reduce((sum, length) => sum + length, 0) + ticks.length - 1;
  if (needed() > frames) ticks = ticks.map(() => 1);
  const slack = frames - needed();
  const shifts = ticks.map(() => random.integer(0, slack)).sort((one, other) => one - other);
  const needles: Needle[] = [];
  let before = 0;
  for (const [index, length] of ticks.entries()) {
    const first = before + (shifts[index] ?? 0);
    before += length + 1;
    const size = widen(aspect, random.uniform(0.24, 0.28));
    const figure = sampleFigure(random, colors[index] ?? "white", size);
    const time = { from: first / frames, to: (first + length) / frames };
    const center = sampleSpot(random, aspect, main, size, time);
    if (center) needles.push({ ...figure, ...time, center });
  }
  return needles;
}

/** Returns a place where a needle never touches the main object while it is there. */
export function sampleSpot(
  random: Random,
  aspect: number,
  main: MainObject,
  size: number,
  time: { from: number; to: number },
): Point | undefined {
  const half = { x: size / aspect / 2, y: size / 2 };
  const reach = { x: half.x + main.size / aspect / 2, y: half.y + main.size / 2 };
  const [one, other] = [mainCenter(main, time.from), mainCenter(main, time.to)];
  for (let attempt = 0; attempt < 400; attempt++) {
    const spot = { x: random.uniform(half.x, 1 - half.x), y: random.uniform(half.y, 1 - half.y) };
    const clearX =
      spot.x + reach.x < Math.min(one.x, other.x) || spot.x - reach.x > Math.max(one.x, other.x);
    const clearY =
      spot.y + reach.y < Math.min(one.y, other.y) || spot.y - reach.y > Math.max(one.y, other.y);
    if (clearX || clearY) return spot;
  }
  return undefined;
}

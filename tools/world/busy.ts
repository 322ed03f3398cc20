import * as say from "./answers.ts";
import type { ClipSpec, Needle, Scene } from "./clip.ts";
import { sceneAt } from "./clip.ts";
import type { ColorName, ShapeName } from "./palette.ts";
import { BACKGROUNDS, BACKGROUND_NAMES, COLOR_NAMES, SHAPES } from "./palette.ts";
import { loosen } from "./phrasings.ts";
import { nearPlaceBorder, placeOf } from "./place.ts";
import type { Question } from "./questions.ts";
import { Random } from "./random.ts";
import { ASPECTS, sampleFigure, sampleMain, sampleSpot, widen } from "./sample.ts";

/**
 * A clip in which things appear all the time, one after the other. What is asked about is named by its colour and
 * shape, so that only the right moment answers, and there are more such moments than a few tokens can hold.
 */
export interface BusyOptions {
  readonly frames: number;
  readonly aspect?: number;
  /** Share of ticks at which something is there, 0–1. */
  readonly density: number;
  /** Things that appear once each; the others may come again. */
  readonly once: number;
}

const BUSY_STREAM = 0xb57;

export function sampleBusyClip(
  seed: number,
  { frames, aspect: wanted, density, once }: BusyOptions,
): ClipSpec {
  const random = new Random(seed, BUSY_STREAM);
  const aspect = wanted ?? random.pick(ASPECTS);
  const colors = random.shuffled(COLOR_NAMES);
  const main = sampleMain(random, frames, aspect, colors[0] ?? "red");
  const scenes = sampleManyScenes(random, frames);
  const moments = sampleMoments(random, frames, density);
  const things = sampleThings(random, colors.slice(1), moments.length, once);
  const needles: Needle[] = [];
  for (const [index, { from, to }] of moments.entries()) {
    const thing = things[index];
    if (thing === undefined) continue;
    const size = widen(aspect, random.uniform(0.24, 0.28));
    const figure = { ...sampleFigure(random, thing.color, size), shape: thing.shape };
    const time = { from: from / frames, to: to / frames };
    for (let attempt = 0; attempt < 20; attempt++) {
      const center = sampleSpot(random, aspect, main, size, time);
      if (center === undefined || nearPlaceBorder(center)) continue;
      needles.push({ ...figure, ...time, center });
      break;
    }
  }
  return { seed, aspect, frames, scenes, main, needles, noise: random.uniform(1, 7) };
}

/** A scene every four to twenty ticks, never the same background twice in a row. */
function sampleManyScenes(random: Random, frames: number): Scene[] {
  const scenes: Scene[] = [];
  for (let from = 0; from < frames;) {
    const length = random.integer(4, 20);
    const to = frames - from - length < 4 ? frames : from + length;
    const background = random.pick(
      BACKGROUND_NAMES.filter((name) => name !== scenes.at(-1)?.background),
    );
    scenes.push({
      from: from / frames,
      to: to / frames,
      background,
      rgb: BACKGROUNDS[background],
      slope: { x: random.uniform(-15, 15), y: random.uniform(-15, 15) },
    });
    from = to;
  }
  return scenes;
}

/** Ticks at which something is there: one, sometimes two in a row. */
function sampleMoments(
  random: Random,
  frames: number,
  density: number,
): { from: number; to: number }[] {
  const moments: { from: number; to: number }[] = [];
  for (let tick = 0; tick < frames;) {
    const ticks = random.chance(0.25) && tick + 2 <= frames ? 2 : 1;
    if (random.chance(density)) {
      moments.push({ from: tick, to: tick + ticks });
      tick += ticks;
    } else tick++;
  }
  return moments;
}

interface Thing {
  readonly color: ColorName;
  readonly shape: ShapeName;
}

/** `count` things in order of time: `once` of them come once, the others are drawn from those that are left. */
function sampleThings(
  random: Random,
  colors: readonly ColorName[],
  count: number,
  once: number,
): Thing[] {
  const all = random.shuffled(
    colors.flatMap((color) => SHAPES.map((shape): Thing => ({ color, shape }))),
  );
  const single = all.slice(0, Math.min(once, count, all.length));
  const rest = all.slice(single.length);
  const others = Array.from({ length: count - single.length }, (_, i) =>
    i < rest.length ? rest[i] : random.pick(rest),
  );
  return random.shuffled([...single, ...others]).filter((thing) => thing !== undefined);
}

const WHERE = [
  "Where does the {thing} appear?",
  "Where is the {thing}?",
  "Where does the {thing} show up?",
  "In which place does the {thing} appear?",
  "Where can the {thing} be seen?",
];
const BEHIND = [
  "What {color} is the background when the {thing} appears?",
  "Which {color} is the background when the {thing} appears?",
  "What is the {color} of the background when the {thing} appears?",
  "When the {thing} appears, what {color} is the background?",
];
const AFTER = [
  "What appears after the {thing}?",
  "What appears right after the {thing}?",
  "Which object appears after the {thing}?",
  "What is the next thing that appears after the {thing}?",
  "What comes after the {thing}?",
];

export type BusyType = "where" | "behind" | "after" | "nowhere";

/** All ways to ask one thing of one moment, as `phrase` would put them. */
export function busyPhrasings(type: BusyType, thing: string): string[] {
  const templates = type === "behind" ? BEHIND : type === "after" ? AFTER : WHERE;
  return templates.map((text) => text.replace("{thing}", thing).replace("{color}", "color"));
}

export interface BusyQuestion extends Question {
  readonly type: BusyType;
  /** The moment that answers; −1 where there is none. */
  readonly needle: number;
}

/** Questions of one kind about each thing that appears once, in a wording drawn from `seed`. */
export function busyQuestions(spec: ClipSpec, seed = spec.seed): BusyQuestion[] {
  const random = new Random(seed, 0xb5);
  const put = (type: BusyType, needle: number, thing: string, answer: string): BusyQuestion => {
    const text = random.pick(busyPhrasings(type, thing));
    const color = random.chance(0.5) ? "color" : "colour";
    return { type, needle, answer, question: loosen(random, text.replace("color", color)) };
  };
  const names = spec.needles.map(say.figureName);
  const questions: BusyQuestion[] = [];
  for (const [index, needle] of spec.needles.entries()) {
    const name = names[index] ?? "";
    if (names.indexOf(name) !== names.lastIndexOf(name)) continue;
    const { row, column } = placeOf(needle.center);
    const next = spec.needles[index + 1];
    const middle = (needle.from + needle.to) / 2;
    questions.push(
      put("where", index, name, say.PLACES[row][column]),
      put("behind", index, name, say.sentence(sceneAt(spec, middle).background)),
      put("after", index, name, next ? say.sentence(say.withArticle(next)) : "Nothing."),
    );
  }
  const missing = COLOR_NAMES.flatMap((color) => SHAPES.map((shape) => `${color} ${shape}`)).filter(
    (name) => !names.includes(name) && name !== say.figureName(spec.main),
  );
  if (missing.length > 0) questions.push(put("nowhere", -1, random.pick(missing), "Nowhere."));
  return questions;
}

import type { Disturbance } from "./hard/disturbance.ts";
import type { BackgroundName, ColorName, Motion, Rgb, ShapeName } from "./palette.ts";
import type { Point } from "./point.ts";

export type { Point } from "./point.ts";

// Times are fractions of the clip, 0–1. Sizes are fractions of the picture's *height*, so that shapes stay undistorted at
// every aspect.

export interface Scene {
  readonly from: number;
  readonly to: number;
  readonly background: BackgroundName;
  readonly rgb: Rgb;
  /** The brightness added per channel from the centre to the right and to the bottom edge, 0–255. */
  readonly slope: Point;
}

export interface Figure {
  readonly shape: ShapeName;
  readonly color: ColorName;
  readonly rgb: Rgb;
  /** The side of the bounding square. */
  readonly size: number;
}

/** The object that the clip is about, present from the first frame to the last. */
export interface MainObject extends Figure {
  readonly motion: Motion;
  /** The centres at time 0 and at time 1; it moves between them at constant speed. */
  readonly start: Point;
  readonly end: Point;
}

/** Something that appears for one or two ticks only, which too few frames miss. */
export interface Needle extends Figure {
  readonly center: Point;
  readonly from: number;
  readonly to: number;
}

/** The full description of a clip, from which both pictures and answers follow. */
export interface ClipSpec {
  readonly seed: number;
  /** The width divided by the height. */
  readonly aspect: number;
  /** The number of ticks in the clip; cuts and needles begin and end between ticks. */
  readonly frames: number;
  readonly scenes: readonly Scene[];
  readonly main: MainObject;
  /** The needles in order of time, disjoint. */
  readonly needles: readonly Needle[];
  /** What appears for one tick each and is never asked about; default nothing. */
  readonly passers?: readonly Needle[];
  /** The standard deviation of the camera noise, 0–255. */
  readonly noise: number;
  /** What disturbs the picture, in the hard world alone. */
  readonly disturbance?: Disturbance;
}

/** Returns the middle of tick `index`, which a sampler of `frames` frames takes. */
export function tickTime(spec: ClipSpec, index: number): number {
  return (index + 0.5) / spec.frames;
}

export function mainCenter(main: MainObject, time: number): Point {
  return {
    x: main.start.x + (main.end.x - main.start.x) * time,
    y: main.start.y + (main.end.y - main.start.y) * time,
  };
}

export function sceneAt(spec: ClipSpec, time: number): Scene {
  const scene = spec.scenes[sceneIndexAt(spec, time)];
  if (!scene) throw new Error("a clip needs a scene");
  return scene;
}

/** Returns the index of the scene at `time`; from the last one's end on it stays that one. */
export function sceneIndexAt({ scenes }: ClipSpec, time: number): number {
  const index = scenes.findIndex(({ to }) => time < to);
  return index < 0 ? scenes.length - 1 : index;
}

/** Returns the needles and passers that are there at `time`. */
export function needlesAt({ needles, passers = [] }: ClipSpec, time: number): Needle[] {
  return [...needles, ...passers].filter(({ from, to }) => time >= from && time < to);
}

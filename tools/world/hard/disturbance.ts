// What the hard world adds to a clip of the plain one. It moves and covers the picture, and never changes an answer:
// places and motions are those in the picture at that moment, whatever the background does.

import type { ShapeName } from "../palette.ts";
import type { Point } from "../point.ts";

/** The two worlds: the clip of a seed has the same figures, scenes and answers in both. */
export const WORLDS = ["plain", "hard"] as const;
export type World = (typeof WORLDS)[number];

export const TEXTURES = ["clouds", "stripes", "checks", "spots"] as const;
export type TextureKind = (typeof TEXTURES)[number];

/** Lengths on a background are heights of the picture. */
export interface Texture {
  readonly kind: TextureKind;
  readonly seed: number;
  /** The cells in one height. */
  readonly scale: number;
  /** The most that is added to each channel, 0–255. */
  readonly amplitude: number;
  readonly angle: number;
  /** How far the pattern itself changes during the clip, in turns. */
  readonly change: number;
}

/** How one scene is looked at: a cut jumps to the next scene's view. */
export interface View {
  readonly texture: Texture;
  /** The point of the background in the picture's centre at times 0 and 1. */
  readonly from: Point;
  readonly to: Point;
  readonly zoomFrom: number;
  readonly zoomTo: number;
}

/** A wave over the clip's time. */
export interface Wave {
  readonly amplitude: number;
  /** The turns in a clip. */
  readonly rate: number;
  readonly phase: number;
}

/** The light is a share of the plain world's: at most a little above 1, so that no colour is washed out. */
export interface Light {
  /** Slow dimming, and a quick flicker on top. */
  readonly dimming: Wave;
  readonly flicker: Wave;
  /** The tint of each channel. */
  readonly tints: readonly [Wave, Wave, Wave];
  /** A lamp that moves over the picture; it is darker away from it by up to `shade`. */
  readonly from: Point;
  readonly to: Point;
  readonly radius: number;
  readonly shade: number;
}

/** A small thing in a shade of the background that moves about from the first frame to the last. */
export interface Clutter {
  readonly shape: ShapeName;
  readonly size: number;
  /** The brightness added to the scene's colour, 0–255. */
  readonly shade: number;
  readonly from: Point;
  /** How far it moves during the clip; it leaves at one side and comes back at the other. */
  readonly way: Point;
}

/** Blocks of cosines, quantised: blocking where a pattern is lost, ringing beside edges. */
export interface Codec {
  /** The side of a block, as a fraction of the height. */
  readonly block: number;
  /** The place of the grid, in blocks. */
  readonly phase: Point;
  /** The quantiser's step of a block's mean, 0–255; it grows with the frequency. */
  readonly step: number;
}

export interface Disturbance {
  /** One for each scene. */
  readonly views: readonly View[];
  /** The camera's shake, across and down. */
  readonly shake: readonly [Wave, Wave];
  /** Figures are drawn smaller by up to this share, as the zoom goes. */
  readonly shrink: Wave;
  /** How far each needle moves while it is there; its `center` is the middle of the way. */
  readonly drifts: readonly Point[];
  readonly light: Light;
  readonly clutter: readonly Clutter[];
  /** The standard deviation of the sensor's noise, before compression, 0–255. */
  readonly grain: number;
  readonly codec: Codec;
}

/** Returns a wave's value at `time` 0–1, within ±amplitude. */
export function waveAt({ amplitude, rate, phase }: Wave, time: number): number {
  return amplitude * Math.sin(2 * Math.PI * (rate * time + phase));
}

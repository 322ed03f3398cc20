import type { ClipSpec, Figure, Point, Scene } from "./clip.ts";
import { mainCenter, needlesAt, sceneAt } from "./clip.ts";
import { paintBackdrop } from "./hard/backdrop.ts";
import { driftAt, shakeAt, shrinkAt } from "./hard/camera.ts";
import { compress } from "./hard/codec.ts";
import type { Disturbance } from "./hard/disturbance.ts";
import { shine } from "./hard/light.ts";
import { NOISE, NOISE_MASK } from "./noise.ts";
import { Random } from "../../src/base/random.ts";
import { rasterise } from "./shape.ts";

/** A figure at a moment, and whether it is the main object. */
export interface PlacedFigure {
  readonly figure: Figure;
  readonly center: Point;
  readonly main: boolean;
}

/** Returns what is in the picture at `time`, back to front. */
export function figuresAt(spec: ClipSpec, time: number): PlacedFigure[] {
  const main = { figure: spec.main, center: mainCenter(spec.main, time), main: true };
  const needles = needlesAt(spec, time).map((needle) => ({
    figure: needle,
    center: needle.center,
    main: false,
  }));
  const figures = [main, ...needles];
  const { disturbance } = spec;
  return disturbance ? figures.map((one) => filmed(one, spec, disturbance, time)) : figures;
}

/** Returns a figure as a moving camera sees it; a needle also moves by itself. */
function filmed(
  { figure, center, main }: PlacedFigure,
  spec: ClipSpec,
  disturbance: Disturbance,
  time: number,
): PlacedFigure {
  const shake = shakeAt(disturbance, time);
  const index = spec.needles.findIndex((needle) => needle === figure);
  const needle = spec.needles[index];
  const drift = needle ? driftAt(disturbance, index, needle, time) : { x: 0, y: 0 };
  return {
    figure: { ...figure, size: figure.size * shrinkAt(disturbance, time) },
    center: { x: center.x + shake.x + drift.x, y: center.y + shake.y + drift.y },
    main,
  };
}

/** Returns a figure's box in pixels of a width × height picture, squashed when its aspect is not the clip's. */
export function pixelBox(spec: ClipSpec, placed: PlacedFigure, width: number, height: number) {
  const { size } = placed.figure;
  return {
    centerX: placed.center.x * width,
    centerY: placed.center.y * height,
    halfWidth: (size / spec.aspect / 2) * width,
    halfHeight: (size / 2) * height,
  };
}

/**
 * Draws the clip at `time` (0–1) as width × height RGBA, antialiased. When the picture's aspect is not the clip's,
 * everything is squashed, as a film is by a model's square input.
 */
export function drawFrame(
  spec: ClipSpec,
  time: number,
  width: number,
  height: number,
): Uint8ClampedArray {
  const canvas = new Float32Array(width * height * 3);
  paintBackground(canvas, sceneAt(spec, time), width, height);
  if (spec.disturbance) paintBackdrop(canvas, spec, spec.disturbance, { time, width, height });
  for (const placed of figuresAt(spec, time)) paintFigure(canvas, spec, placed, width, height);
  if (spec.disturbance) disturb(canvas, spec, spec.disturbance, { time, width, height });
  return develop(canvas, spec, time);
}

/** Changes the light, adds the sensor's noise and compresses, in the order of a camera. */
function disturb(
  canvas: Float32Array,
  spec: ClipSpec,
  { light, grain, codec }: Disturbance,
  { time, width, height }: { time: number; width: number; height: number },
): void {
  shine(canvas, light, { time, width, height, aspect: spec.aspect });
  forEachNoise(spec, time, SENSOR, canvas.length, (at, noise) => {
    canvas[at] = (canvas[at] ?? 0) + grain * noise;
  });
  compress(canvas, codec, { width, height, aspect: spec.aspect });
}

function paintBackground(canvas: Float32Array, scene: Scene, width: number, height: number): void {
  const [red, green, blue] = scene.rgb;
  let at = 0;
  for (let row = 0; row < height; row++) {
    const down = scene.slope.y * (((row + 0.5) / height) * 2 - 1);
    for (let column = 0; column < width; column++) {
      const light = down + scene.slope.x * (((column + 0.5) / width) * 2 - 1);
      canvas[at++] = red + light;
      canvas[at++] = green + light;
      canvas[at++] = blue + light;
    }
  }
}

function paintFigure(
  canvas: Float32Array,
  spec: ClipSpec,
  placed: PlacedFigure,
  width: number,
  height: number,
): void {
  const { shape, rgb } = placed.figure;
  const [red, green, blue] = rgb;
  const box = pixelBox(spec, placed, width, height);
  const blend = (at: number, value: number, coverage: number) => {
    const under = canvas[at] ?? 0;
    canvas[at] = under + (value - under) * coverage;
  };
  rasterise(shape, box, width, height, (column, row, coverage) => {
    const at = (row * width + column) * 3;
    blend(at, red, coverage);
    blend(at + 1, green, coverage);
    blend(at + 2, blue, coverage);
  });
}

/** Where the two noises of a moment begin in the random streams of a clip. */
const [READING, SENSOR] = [1, 2 + 1e6];

/** Adds the camera's noise, different at each moment, and rounds to 8 bits with opaque alpha. */
function develop(canvas: Float32Array, spec: ClipSpec, time: number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray((canvas.length / 3) * 4).fill(255);
  forEachNoise(spec, time, READING, canvas.length, (at, noise) => {
    rgba[at + Math.floor(at / 3)] = (canvas[at] ?? 0) + spec.noise * noise;
  });
  return rgba;
}

/** Calls `use` for each value of a canvas, in order, with a standard normal number. */
function forEachNoise(
  { seed }: ClipSpec,
  time: number,
  stream: number,
  values: number,
  use: (at: number, noise: number) => void,
): void {
  const random = new Random(seed, stream + Math.round(time * 1e6));
  let grain = random.word();
  for (let from = 0; from < values; from += 3) {
    // Jumps to another random place in the table now and then, so that its period does not show.
    if ((from & 4095) < 3) grain = random.word();
    for (let channel = 0; channel < 3; channel++) {
      grain = (grain + 1) & NOISE_MASK;
      use(from + channel, NOISE[grain] ?? 0);
    }
  }
}

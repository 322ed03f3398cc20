import type { ClipSpec, Point, Scene } from "../clip.ts";
import { sceneAt, sceneIndexAt } from "../clip.ts";
import { rasterise } from "../shape.ts";
import { backgroundPoint, shakeAt } from "./camera.ts";
import type { Clutter, Disturbance, View } from "./disturbance.ts";
import { textureAt } from "./texture.ts";

interface Moment {
  readonly time: number;
  readonly width: number;
  readonly height: number;
}

/** Adds the scene's texture, as the camera sees it, and clutter to a background in one colour. */
export function paintBackdrop(
  canvas: Float32Array,
  spec: ClipSpec,
  disturbance: Disturbance,
  moment: Moment,
): void {
  const { time } = moment;
  const shake = shakeAt(disturbance, time);
  const view = disturbance.views[sceneIndexAt(spec, time)];
  if (view) addTexture(canvas, view, spec.aspect, shake, moment);
  for (const clutter of disturbance.clutter)
    paintClutter(canvas, clutter, spec.aspect, sceneAt(spec, time), shake, moment);
}

function addTexture(
  canvas: Float32Array,
  view: View,
  aspect: number,
  shake: Point,
  { time, width, height }: Moment,
): void {
  const value = textureAt(view.texture, time);
  const look = backgroundPoint(view, aspect, time);
  let at = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const { x, y } = look((column + 0.5) / width - shake.x, (row + 0.5) / height - shake.y);
      const light = value(x, y);
      for (let channel = 0; channel < 3; channel++, at++) canvas[at] = (canvas[at] ?? 0) + light;
    }
  }
}

function paintClutter(
  canvas: Float32Array,
  { shape, size, shade, from, way }: Clutter,
  aspect: number,
  { rgb }: Scene,
  shake: Point,
  { time, width, height }: Moment,
): void {
  const box = {
    centerX: wrap(from.x + way.x * time + shake.x) * width,
    centerY: wrap(from.y + way.y * time + shake.y) * height,
    halfWidth: (size / aspect / 2) * width,
    halfHeight: (size / 2) * height,
  };
  rasterise(shape, box, width, height, (column, row, coverage) => {
    const at = (row * width + column) * 3;
    for (const [channel, value] of rgb.entries()) {
      const under = canvas[at + channel] ?? 0;
      canvas[at + channel] = under + (value + shade - under) * coverage;
    }
  });
}

const wrap = (value: number): number => value - Math.floor(value);

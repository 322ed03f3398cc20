// Where the camera looks: it moves the background and, a little, everything.

import type { Needle } from "../clip.ts";
import { between, type Point } from "../point.ts";
import type { Disturbance, View } from "./disturbance.ts";
import { waveAt } from "./disturbance.ts";

/** Returns the point of the background, in heights, that a point of the picture shows at `time`. */
export function backgroundPoint(
  view: View,
  aspect: number,
  time: number,
): (x: number, y: number) => Point {
  const center = between(view.from, view.to, time);
  const zoom = view.zoomFrom * (view.zoomTo / view.zoomFrom) ** time;
  return (x, y) => ({
    x: center.x + ((x - 0.5) * aspect) / zoom,
    y: center.y + (y - 0.5) / zoom,
  });
}

/** Returns by how much the shake moves everything in the picture. */
export function shakeAt({ shake: [across, down] }: Disturbance, time: number): Point {
  return { x: waveAt(across, time), y: waveAt(down, time) };
}

/** Returns the share of its size in which a figure is drawn, at most 1. */
export function shrinkAt({ shrink }: Disturbance, time: number): number {
  return 1 - shrink.amplitude + waveAt(shrink, time);
}

/** Returns how far needle `index` is from its centre at `time`. */
export function driftAt(
  { drifts }: Disturbance,
  index: number,
  needle: Needle,
  time: number,
): Point {
  const drift = drifts[index] ?? { x: 0, y: 0 };
  const share = (time - needle.from) / (needle.to - needle.from) - 0.5;
  return { x: share * drift.x, y: share * drift.y };
}

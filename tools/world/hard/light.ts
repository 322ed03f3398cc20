import { between } from "../point.ts";
import type { Light } from "./disturbance.ts";
import { waveAt } from "./disturbance.ts";

/** Multiplies a width × height RGB canvas by the light at `time`. */
export function shine(
  canvas: Float32Array,
  light: Light,
  { time, width, height, aspect }: { time: number; width: number; height: number; aspect: number },
): void {
  const level =
    (1 - light.dimming.amplitude + waveAt(light.dimming, time)) * (1 + waveAt(light.flicker, time));
  const gains = light.tints.map((tint) => level * (1 + waveAt(tint, time)));
  const lamp = between(light.from, light.to, time);
  const spread = 2 * light.radius * light.radius;
  let at = 0;
  for (let row = 0; row < height; row++) {
    const down = (row + 0.5) / height - lamp.y;
    for (let column = 0; column < width; column++) {
      const across = ((column + 0.5) / width - lamp.x) * aspect;
      const lit = Math.exp(-(across * across + down * down) / spread);
      const here = 1 - light.shade * (1 - lit);
      for (const gain of gains) {
        canvas[at] = (canvas[at] ?? 0) * gain * here;
        at++;
      }
    }
  }
}

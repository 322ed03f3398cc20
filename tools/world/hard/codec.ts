// Damage as by a codec: every block becomes a sum of few cosines. Blocks are a share of the picture, not eight pixels,
// so that a picture is damaged alike at every size.

import { cosineTransform } from "./cosine-transform.ts";
import type { Codec } from "./disturbance.ts";

const CHANNELS = 3;
/** How much coarser each next frequency is quantised. */
const SLOPE = 0.6;

/** Compresses a width × height RGB canvas in place. */
export function compress(
  canvas: Float32Array,
  { block, phase, step }: Codec,
  { width, height, aspect }: { width: number; height: number; aspect: number },
): void {
  const across = Math.max(2, Math.round((width * block) / aspect));
  const down = Math.max(2, Math.round(height * block));
  const { values, forward, inverse } = cosineTransform(across, down);
  const steps = quantiserSteps(across, down, step);
  for (let top = -Math.floor(phase.y * down); top < height; top += down) {
    for (let left = -Math.floor(phase.x * across); left < width; left += across) {
      const place = { left, top, across, down, width, height };
      for (let channel = 0; channel < CHANNELS; channel++) {
        readBlock(canvas, values, place, channel);
        forward();
        for (let at = 0; at < values.length; at++) {
          const quantum = steps[at] ?? 1;
          values[at] = Math.round((values[at] ?? 0) / quantum) * quantum;
        }
        inverse();
        writeBlock(canvas, values, place, channel);
      }
    }
  }
}

/** The steps of a block's coefficients, [frequency down, frequency across]; those of a longer transform are larger. */
function quantiserSteps(across: number, down: number, step: number): Float64Array {
  const scale = Math.sqrt(across * down) * step;
  return Float64Array.from(
    { length: across * down },
    (_, at) => scale * (1 + SLOPE * ((at % across) + Math.floor(at / across))),
  );
}

interface BlockPlace {
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
  readonly width: number;
  readonly height: number;
}

/** Reads one channel of a block; outside the picture its edge goes on. */
function readBlock(
  canvas: Float32Array,
  values: Float64Array,
  { left, top, across, down, width, height }: BlockPlace,
  channel: number,
): void {
  let at = 0;
  for (let y = 0; y < down; y++) {
    const row = Math.min(height - 1, Math.max(0, top + y)) * width;
    for (let x = 0; x < across; x++) {
      const column = Math.min(width - 1, Math.max(0, left + x));
      values[at++] = canvas[(row + column) * CHANNELS + channel] ?? 0;
    }
  }
}

function writeBlock(
  canvas: Float32Array,
  values: Float64Array,
  { left, top, across, down, width, height }: BlockPlace,
  channel: number,
): void {
  const lastX = Math.min(across, width - left);
  const lastY = Math.min(down, height - top);
  for (let y = Math.max(0, -top); y < lastY; y++)
    for (let x = Math.max(0, -left); x < lastX; x++)
      canvas[((top + y) * width + left + x) * CHANNELS + channel] = values[y * across + x] ?? 0;
}

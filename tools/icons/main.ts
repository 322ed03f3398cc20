// Draws the page's mark as the icons of the installed page: npx tsx tools/icons/main.ts. The mark is that of public/favicon.svg:
// nine tokens, of which four are kept.

import { writeFileSync } from "node:fs";
import { encodePng } from "./png.ts";

type Colour = readonly [red: number, green: number, blue: number];

const INK: Colour = [27, 27, 25];
const GROUND: Colour = [247, 247, 245];

/** The side of the mark in its own units, its squares', and where their columns begin. */
const UNITS = 20;
const SIDE = 5;
const STARTS = [1, 7.5, 14] as const;
const ROUNDING = 1;
const KEPT = new Set([0, 4, 5, 7]);
const DROPPED_SHARE = 0.3;
/** Samples along each side of a pixel, for smooth corners. */
const SAMPLES = 4;

/** Returns how much ink is at a place of the mark, 0–1. */
function inkAt(x: number, y: number): number {
  const column = STARTS.findIndex((from) => x >= from && x <= from + SIDE);
  const row = STARTS.findIndex((from) => y >= from && y <= from + SIDE);
  if (column < 0 || row < 0) return 0;
  const inset = (at: number, from: number) =>
    Math.max(0, from + ROUNDING - at, at - (from + SIDE - ROUNDING));
  const dx = inset(x, STARTS[column] ?? 0);
  const dy = inset(y, STARTS[row] ?? 0);
  if (Math.hypot(dx, dy) > ROUNDING) return 0;
  return KEPT.has(row * 3 + column) ? 1 : DROPPED_SHARE;
}

/** `share` of the side is the mark; around it is ground. */
function icon(size: number, share: number): Buffer {
  const pixels = new Uint8Array(4 * size * size);
  const unit = UNITS / (size * share);
  const margin = (size * (1 - share)) / 2;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let ink = 0;
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
        const [dx, dy] = [sample % SAMPLES, Math.floor(sample / SAMPLES)];
        const place = (at: number, d: number) => (at + (d + 0.5) / SAMPLES - margin) * unit;
        ink += inkAt(place(x, dx), place(y, dy)) / SAMPLES ** 2;
      }
      const colour = INK.map((value, index) => {
        const ground = GROUND[index] ?? 0;
        return Math.round(ground + (value - ground) * ink);
      });
      pixels.set([...colour, 255], 4 * (y * size + x));
    }
  }
  return encodePng(size, size, pixels);
}

// A maskable icon may lose all outside of its inner circle, whose diameter is four fifths of its side.
for (const [name, size, share] of [
  ["icon-192", 192, 0.72],
  ["icon-512", 512, 0.72],
  ["icon-maskable-512", 512, 0.5],
] as const)
  writeFileSync(`public/${name}.png`, icon(size, share));

// Patterns without end, as functions of a point of the background, so that a camera can move by parts of a pixel.

import type { Texture } from "./disturbance.ts";

/** Returns what the texture adds at (x, y), in heights of the picture, within ±amplitude. */
export function textureAt(texture: Texture, time: number): (x: number, y: number) => number {
  const { kind, seed, scale, amplitude, angle, change } = texture;
  const across = Math.cos(angle) * scale;
  const down = Math.sin(angle) * scale;
  const turn = 2 * Math.PI * change * time;
  const [now, next] = [Math.cos(turn), Math.sin(turn)];
  /** Smooth noise that turns into another one. */
  const noise = (x: number, y: number): number =>
    now * smoothNoise(seed, x, y) + next * smoothNoise(seed ^ 0x5bd1e995, x, y);
  const value = (x: number, y: number): number => {
    const u = across * x - down * y;
    const v = down * x + across * y;
    if (kind === "clouds")
      return 1.1 * noise(u, v) + 0.6 * noise(2 * u, 2 * v) + 0.3 * noise(4 * u, 4 * v);
    if (kind === "spots") return 5 * noise(u, v);
    if (kind === "stripes")
      return 1.5 * Math.sin(2 * Math.PI * u * 0.5 + turn + 1.5 * noise(u * 0.4, v * 0.4));
    return 3 * Math.sin(Math.PI * u + turn) * Math.sin(Math.PI * v);
  };
  return (x, y) => amplitude * Math.max(-1, Math.min(1, value(x, y)));
}

/** Value noise: random values −1…1 at whole points, smooth between them. */
function smoothNoise(seed: number, x: number, y: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const a = x - column;
  const b = y - row;
  const right = a * a * (3 - 2 * a);
  const below = b * b * (3 - 2 * b);
  const upper = mix(hash(seed, column, row), hash(seed, column + 1, row), right);
  const lower = mix(hash(seed, column, row + 1), hash(seed, column + 1, row + 1), right);
  return mix(upper, lower, below);
}

const mix = (one: number, other: number, share: number): number => one + (other - one) * share;

function hash(seed: number, column: number, row: number): number {
  let bits = Math.imul(column, 0x27d4eb2d) ^ Math.imul(row, 0x165667b1) ^ seed;
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  bits ^= bits >>> 15;
  return (bits >>> 8) / 2 ** 23 - 1;
}

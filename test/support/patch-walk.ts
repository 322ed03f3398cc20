// A walk of steps whose patches change, drift, or stay, for tests of what tells them apart.

import type { PatchGrid } from "../../src/kernels/patch-sources.ts";
import { patchValuesReference } from "../reference/patch-sources.ts";
import { seeded } from "./random.ts";

export interface PatchWalk {
  /** [steps, 3 · framesPerStep, H, W] */
  readonly pixels: Float32Array<ArrayBuffer>;
  /** One step. */
  readonly last: Float32Array<ArrayBuffer>;
}

/** `drift` is the most that a value of a resting patch moves in a step; changed patches change in one value alone. */
export function patchWalk(
  shape: PatchGrid,
  steps: number,
  [height, width]: readonly [number, number],
  drift: number,
): PatchWalk {
  const random = seeded(steps + height);
  const size = 3 * shape.framesPerStep * height * width;
  const walk = Float32Array.from({ length: (steps + 1) * size }, () => 2 * random() - 1);
  const patches = patchValuesReference(shape, height, width);
  for (let step = 1; step <= steps; step++) {
    for (let i = 0; i < size; i++) walk[step * size + i] = walk[(step - 1) * size + i]!;
    for (const values of patches) {
      const kind = random();
      if (kind < 0.4) continue;
      const at = step * size + values[Math.floor(random() * values.length)]!;
      walk[at] = walk[at]! + (kind < 0.7 ? drift * (2 * random() - 1) : 1);
    }
  }
  return { last: walk.slice(0, size), pixels: walk.slice(size) };
}

import { paddedWidth } from "../../src/kernels/pad-rows.ts";
import { padRowsReference } from "../reference/pad-rows.ts";
import { seededNormals } from "./random.ts";
import { asReals } from "./real.ts";

/** Difficult shapes: one of everything, primes, around four channels, eight tokens, a chunk of 64, a row of lanes. */
export const FEATURE_SHAPES = [
  { frames: 1, tokens: 1, width: 1 },
  { frames: 1, tokens: 4, width: 4 },
  { frames: 3, tokens: 5, width: 7 },
  { frames: 2, tokens: 9, width: 16 },
  { frames: 5, tokens: 13, width: 33 },
  { frames: 2, tokens: 65, width: 129 },
  { frames: 7, tokens: 8, width: 260 },
] as const;

export interface TestFeatures {
  readonly frames: number;
  readonly tokens: number;
  /** A multiple of four, with zeros at the end of each row. */
  readonly width: number;
  readonly quads: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** Normal features with one channel whose mean is far from 0 and one of large values, padded for the kernels, as `Real` holds them. */
export function testFeatures(
  { frames, tokens, width }: { frames: number; tokens: number; width: number },
  seed = 1,
): TestFeatures {
  const raw = seededNormals(frames * tokens * width, seed);
  for (let i = 0; i < raw.length; i += width) {
    raw[i]! += 20;
    raw[i + width - 1]! *= 10;
  }
  const wide = paddedWidth(width);
  return {
    frames,
    tokens,
    width: wide,
    quads: wide / 4,
    data: asReals(padRowsReference(raw, width, wide)),
  };
}

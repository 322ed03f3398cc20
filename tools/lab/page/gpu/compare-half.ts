// Choosing tokens of the same numbers in 16 and in 32 bits: the kernels add up in 32 bits either way, so the picks are the same,
// and half of the bytes move. test/dawn/half.test.ts compares the same list.

import { halfValue, halvesOf } from "../../../../src/base/half.ts";
import {
  isInside,
  METHOD_CHOICES,
  type MethodChoice,
} from "../../../../src/compression/method-choices.ts";
import { createCompressor } from "../../../../src/compression/plan.ts";
import type { PlanRequest } from "../../../../src/compression/request.ts";
import type { Gpu } from "../../../../src/gpu/device.ts";
import { type Tensor, tensorFrom } from "../../../../src/gpu/tensor.ts";
import { normals } from "../../../replica/weights/values.ts";
import { REDUCED, type WorkSize } from "./works/work.ts";

/** Every method that chooses before the language model; half of the tokens, which all of them can keep. */
export const CHOOSING: readonly HalfWork[] = METHOD_CHOICES.filter(
  ({ method }) => !isInside(method),
).map((choice) => ({ choice, size: REDUCED, retention: 0.5, repeats: 0 }));

/** The two that are timed, at the size of a video. */
export const timedHalves = (size: WorkSize, repeats: number): HalfWork[] =>
  METHOD_CHOICES.filter(({ id }) => id === "vidcom2:framewise" || id === "cover").map((choice) => ({
    choice,
    size,
    retention: 0.25,
    repeats,
  }));

export interface HalfWork {
  readonly choice: Pick<MethodChoice, "name" | "method" | "variant">;
  readonly size: WorkSize;
  readonly retention: number;
  /** How often it is timed; 0 only compares. */
  readonly repeats: number;
}

export interface HalfTimes {
  readonly name: string;
  readonly retention: number;
  /** The milliseconds to score, pick and gather in 16 and in 32 bits, in turn. */
  readonly halfMs: readonly number[];
  readonly fullMs: readonly number[];
  /** The number of tokens, and of those that only one of the two keeps. */
  readonly tokens: number;
  readonly different: number;
  /** Of those that only one keeps, of 16 bits and of 32 whose numbers were never rounded to 16. */
  readonly ofUnrounded: number;
}

/** `onChoice` is called behind each choice. */
export async function compareHalf(
  gpu: Gpu,
  { choice, size: { frames, grid, width }, retention, repeats }: HalfWork,
  onChoice: () => void = () => undefined,
): Promise<HalfTimes> {
  const dims = [frames, grid * grid, width];
  const values = normals(frames * grid * grid * width, 7);
  const halves = halvesOf(values);
  const half = tensorFrom(gpu, halves, dims, "bench/half");
  const full = tensorFrom(gpu, Float32Array.from(halves, halfValue), dims, "bench/full");
  const unrounded = tensorFrom(gpu, values, dims, "bench/unrounded");
  const compressor = createCompressor(gpu);
  const { name, method, variant } = choice;
  const request: PlanRequest = { method, retention, ...(variant !== null && { variant }) };
  const choose = async (tokens: Tensor) => {
    compressor.forget(tokens);
    const startMs = performance.now();
    const selection = await compressor.plan(tokens, request, { gather: true });
    const ms = performance.now() - startMs;
    selection.destroy();
    onChoice();
    return { ms, mask: selection.keptMask };
  };
  try {
    // The first of each compiles pipelines.
    const [first, other, exact] = [await choose(half), await choose(full), await choose(unrounded)];
    const [halfMs, fullMs]: [number[], number[]] = [[], []];
    for (let round = 0; round < repeats; round++) {
      halfMs.push((await choose(half)).ms);
      fullMs.push((await choose(full)).ms);
    }
    return {
      name,
      retention,
      halfMs,
      fullMs,
      tokens: frames * grid * grid,
      different: differences(first.mask, other.mask),
      ofUnrounded: differences(first.mask, exact.mask),
    };
  } finally {
    compressor.destroy();
    for (const tensor of [half, full, unrounded]) tensor.destroy();
  }
}

const differences = (one: Uint8Array, other: Uint8Array): number =>
  one.filter((kept, i) => kept !== other[i]).length;

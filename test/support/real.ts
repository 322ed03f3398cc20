// The type `Real` of shaders: tests of kernels that read or write it run in 32 bits everywhere, and in 16 where the adapter has
// shader-f16. Software WebGPU has it not, so those tests are not there; the project "dawn" fails without it.

import { beforeAll, describe } from "vitest";
import { halfValue, halvesOf } from "../../src/base/half.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import type { Real } from "../../src/gpu/kernel.ts";
import { tensorFrom, type Tensor } from "../../src/gpu/tensor.ts";
import type { Tolerance } from "../tolerance.ts";

// Asked before tests are named. Node 20 has no navigator.
const { navigator: browser } = globalThis as { navigator?: { readonly gpu?: GPU } };
const adapter = await browser?.gpu?.requestAdapter({ powerPreference: "high-performance" });

/** The types that tests run in; a device that differs from this fails (gpu.ts). */
export const REALS: readonly Real[] =
  adapter?.features.has("shader-f16") === true ? ["f32", "f16"] : ["f32"];

let current: Real = "f32";

/** The type of the test that runs. */
export const real = (): Real => current;

/** The type of a tensor of `Real` in the test that runs. */
export const realDtype = () => (current === "f16" ? "float16" : "float32");

/** Names tests once for each type. Inside them, `real()` is that type while they run, not while they are named. */
export function inEachReal(name: string, tests: () => void): void {
  describe.each(REALS)(`${name}, %s`, (type) => {
    beforeAll(() => {
      current = type;
      return () => (current = "f32");
    });
    tests();
  });
}

/** The smallest half that is not subnormal: WGSL lets a device take smaller ones for 0. */
const LEAST_HALF = 2 ** -14;

/** Returns the values as a tensor of `Real` holds them, for kernel and twin alike. */
export const asReals = (values: ArrayLike<number>): Float32Array<ArrayBuffer> =>
  current === "f32"
    ? Float32Array.from(values)
    : Float32Array.from(halvesOf(values), (bits) => {
        const value = halfValue(bits);
        return Math.abs(value) < LEAST_HALF ? 0 : value;
      });

/** Makes a tensor of `Real`. @throws Error for values that are no halves where it is f16: a twin would see others. */
export function realTensor(
  gpu: Pick<Gpu, "device">,
  values: Float32Array<ArrayBuffer>,
  dims: readonly number[],
  label: string,
): Tensor {
  if (current === "f32") return tensorFrom(gpu, values, dims, label);
  const held = asReals(values);
  const other = values.findIndex((value, i) => !Object.is(value, held[i]) && value !== held[i]);
  if (other >= 0) throw new Error(`${values[other]} is no half: take asReals for both.`);
  return tensorFrom(gpu, halvesOf(values), dims, label);
}

/** A result's tolerance where it is written as `Real`: f16 is the half below or above, or 0 for a subnormal one. */
export const asStored = ({ abs, rel }: Tolerance): Tolerance =>
  current === "f32" ? { abs, rel } : { abs: abs + LEAST_HALF, rel: rel + 2 ** -10 };

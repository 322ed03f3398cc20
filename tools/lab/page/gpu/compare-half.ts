// Choosing tokens of the same numbers in 16 and in 32 bits: the kernels add up in 32 bits either way, so the picks are the same,
// and half of the bytes move.

import { halfValue, halvesOf } from "../../../../src/base/half.ts";
import { createCompressor } from "../../../../src/compression/plan.ts";
import type { MethodId } from "../../../../src/compression/request.ts";
import type { Gpu } from "../../../../src/gpu/device.ts";
import { createTensor, type Tensor, tensorFrom } from "../../../../src/gpu/tensor.ts";
import { normals } from "../../../replica/weights/values.ts";
import { note } from "../note.ts";
import type { WorkSize } from "./works/work.ts";

export interface HalfTimes {
  readonly method: MethodId;
  /** The milliseconds to score, pick and gather in 16 and in 32 bits, in turn. */
  readonly halfMs: readonly number[];
  readonly fullMs: readonly number[];
  /** The number of tokens, and of those that only one of the two keeps. */
  readonly tokens: number;
  readonly different: number;
}

const METHODS = ["vidcom2", "cover"] as const;
const RETENTION = 0.25;

/** Returns null where the adapter has no 16 bits. */
export async function compareHalf(
  gpu: Gpu,
  { frames, grid, width }: WorkSize,
  repeats: number,
): Promise<readonly HalfTimes[] | null> {
  if (!gpu.device.features.has("shader-f16")) return null;
  const dims = [frames, grid * grid, width];
  const halves = halvesOf(normals(frames * grid * grid * width, 7));
  const half = createTensor(gpu, dims, "float16", "bench/half");
  gpu.device.queue.writeBuffer(half.buffer, 0, halves);
  const full = tensorFrom(gpu, Float32Array.from(halves, halfValue), dims, "bench/full");
  const compressor = createCompressor(gpu);
  const choose = async (tokens: Tensor, method: MethodId) => {
    compressor.forget(tokens);
    const startMs = performance.now();
    const selection = await compressor.plan(
      tokens,
      { method, retention: RETENTION },
      { gather: true },
    );
    const ms = performance.now() - startMs;
    selection.destroy();
    note("");
    return { ms, mask: selection.keptMask };
  };
  const found: HalfTimes[] = [];
  for (const method of METHODS) {
    const [halfMs, fullMs]: [number[], number[]] = [[], []];
    let different = 0;
    for (let round = -1; round < repeats; round++) {
      const [one, other] = [await choose(half, method), await choose(full, method)];
      different = one.mask.filter((kept, i) => kept !== other.mask[i]).length;
      if (round < 0) continue; // compiles pipelines
      halfMs.push(one.ms);
      fullMs.push(other.ms);
    }
    found.push({ method, halfMs, fullMs, tokens: frames * grid * grid, different });
  }
  return found;
}

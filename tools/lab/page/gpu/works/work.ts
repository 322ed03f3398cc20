// What the works on kernels have in common: their sizes, and a place for tensors.

import { elementCount } from "../../../../../src/base/shape.ts";
import type { Gpu } from "../../../../../src/gpu/device.ts";
import type { KernelSource } from "../../../../../src/gpu/kernel.ts";
import { createRecorder, type Recorder } from "../../../../../src/gpu/recorder.ts";
import {
  createTensor,
  type Dtype,
  type Tensor,
  tensorFrom,
} from "../../../../../src/gpu/tensor.ts";
import { normals } from "../../../../replica/weights/values.ts";

/** Sizes of a model and of a video. */
export interface WorkSize {
  /** The frames T, and the tokens of one, N, as a square of `grid` by `grid`. */
  readonly frames: number;
  readonly grid: number;
  /** The language model's width D. */
  readonly width: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly vocab: number;
  /** The side of the tower's features before pooling, and their number of frames in a batch. */
  readonly featureGrid: number;
  readonly batch: number;
  /** The size of a frame as it is decoded, and the side to which it is resized. */
  readonly picture: readonly [width: number, height: number];
  readonly side: number;
  /** The side of a patch; twice it divides `side`. */
  readonly patch: number;
  /** The rows of a question's text. */
  readonly text: number;
}

/** LLaVA-OneVision 0.5B's, with 32 frames of 1080p. */
export const FULL: WorkSize = {
  frames: 32,
  grid: 14,
  width: 896,
  heads: 14,
  kvHeads: 2,
  headSize: 64,
  vocab: 151_936,
  featureGrid: 27,
  batch: 8,
  picture: [1920, 1080],
  side: 392,
  patch: 14,
  text: 32,
};

/** Small enough for a machine without a GPU, and large enough for every kernel to do all that it does. */
export const REDUCED: WorkSize = {
  frames: 6,
  grid: 6,
  width: 64,
  heads: 4,
  kvHeads: 2,
  headSize: 16,
  vocab: 4096,
  featureGrid: 9,
  batch: 2,
  picture: [160, 90],
  side: 56,
  patch: 14,
  text: 8,
};

/** A piece of the product's work, named after what it is. */
export interface Work {
  readonly name: string;
  readonly run: (gpu: Gpu, size: WorkSize) => Promise<void>;
}

export interface Bench {
  /** Makes a tensor of normal numbers. */
  normal(...dims: readonly number[]): Tensor;
  uints(values: ArrayLike<number>, dims?: readonly number[]): Tensor;
  ints(values: ArrayLike<number>, dims?: readonly number[]): Tensor;
  /** Makes a tensor of zeros. */
  room(dims: readonly number[], dtype?: Dtype): Tensor;
  /** Compiles kernels, then records one submission. */
  run<const Sources extends readonly Loaded[]>(
    sources: Sources,
    record: (
      recorder: Recorder,
      ...kernels: { readonly [At in keyof Sources]: Awaited<ReturnType<Gpu["kernels"]["load"]>> }
    ) => void,
  ): Promise<void>;
}

/** A kernel, or one with constants. */
type Loaded = KernelSource | readonly [KernelSource, Readonly<Record<string, number>>];

/** A work with tensors, which are destroyed at its end. */
export const benchWork = (
  name: string,
  work: (bench: Bench, size: WorkSize, gpu: Gpu) => Promise<void>,
): Work => ({
  name,
  async run(gpu, size) {
    const made: Tensor[] = [];
    const keep = (tensor: Tensor): Tensor => {
      made.push(tensor);
      return tensor;
    };
    const bench: Bench = {
      normal: (...dims) =>
        keep(tensorFrom(gpu, normals(elementCount(dims), 7 + made.length), dims, `bench/${name}`)),
      uints: (values, dims = [values.length]) =>
        keep(tensorFrom(gpu, Uint32Array.from(values), dims, `bench/${name}`)),
      ints: (values, dims = [values.length]) =>
        keep(tensorFrom(gpu, Int32Array.from(values), dims, `bench/${name}`)),
      room: (dims, dtype = "float32") => keep(createTensor(gpu, dims, dtype, `bench/${name}`)),
      async run(sources, record) {
        const kernels = await Promise.all(
          sources.map((source) =>
            "label" in source ? gpu.kernels.load(source) : gpu.kernels.load(...source),
          ),
        );
        const recorder = createRecorder(gpu, `bench/${name}`);
        record(recorder, ...(kernels as never));
        recorder.submit();
      },
    };
    try {
      await work(bench, size, gpu);
      await gpu.device.queue.onSubmittedWorkDone();
    } finally {
      for (const tensor of made) tensor.destroy();
    }
  },
});

/** 0 … count − 1 */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

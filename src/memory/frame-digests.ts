// What is kept of every frame of a chunk: the mean or the bounds of its keys at position 0, in every layer, or the mean
// of its tokens. Made on the GPU, kept on the host, where a record has them, and uploaded when a question is scored.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { readFloats } from "../gpu/readback.ts";
import { createRecorder, type Recorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { recordFrameBounds, FRAME_BOUNDS } from "../kernels/frame-bounds.ts";
import { recordFrameKeys, FRAME_KEYS } from "../kernels/frame-keys.ts";
import { realOf } from "../kernels/real-of.ts";

export interface FrameDigests {
  /** Records the digests of one layer's rows [1, heads, any, size]; frame t has rows starts[t] … starts[t + 1] − 1. */
  record(recorder: Recorder, layer: number, rows: Tensor, starts: Tensor): void;
  /** [layers, frames, heads, size], or twice the heads for bounds; nothing is left on the GPU. */
  take(): Promise<Float32Array<ArrayBuffer>>;
}

/** `bounds`: the largest value of each channel, and the smallest. */
export type DigestKind = "mean" | "bounds";

export interface DigestShape {
  readonly layers: number;
  readonly frames: number;
  readonly heads: number;
  readonly size: number;
  /** Of the rows. */
  readonly dtype: "float32" | "float16";
}

export async function createFrameDigests(
  gpu: Gpu,
  kind: DigestKind,
  { layers: count, frames, heads, size, dtype }: DigestShape,
  label: string,
): Promise<FrameDigests> {
  const source = kind === "mean" ? FRAME_KEYS : FRAME_BOUNDS;
  const kernel = await gpu.kernels.load(source, {}, realOf({ dtype, label }));
  const dims = [frames, kind === "mean" ? heads : 2 * heads, size];
  const layers = Array.from({ length: count }, (_, i) =>
    createTensor(gpu, dims, "float32", `${label}-${i}`),
  );
  return {
    record(recorder, layer, keys, starts) {
      const digests = must(layers[layer], "layer");
      const at = { frames, toFrame: 0 };
      if (kind === "mean") {
        recordFrameKeys(recorder, kernel, at, { keys, starts, means: digests });
      } else {
        recordFrameBounds(recorder, kernel, at, { keys, starts, bounds: digests });
      }
    },
    async take() {
      const all = createTensor(gpu, [count, ...dims], "float32", `${label}/to-host`);
      const piece = dims.reduce((product, dim) => product * dim, 1);
      const recorder = createRecorder(gpu, `${label}/to-host`);
      for (const [i, digests] of layers.entries()) {
        recorder.copy(digests, all, { toElement: i * piece, count: piece });
      }
      recorder.submit();
      try {
        return await readFloats(gpu, all);
      } finally {
        for (const tensor of [all, ...layers]) tensor.destroy();
      }
    },
  };
}

/**
 * One tensor a layer, float32 [frames, heads, size], of what `take` gave chunk by chunk. The caller destroys them.
 * `shape.heads`: twice as many for bounds.
 */
export function uploadDigests(
  gpu: Gpu,
  chunks: readonly Float32Array[],
  shape: { readonly layers: number; readonly heads: number; readonly size: number },
  label: string,
): Tensor[] {
  const { layers, heads, size } = shape;
  // Of hours most are forgotten, and have nothing.
  const there = chunks.filter(({ length }) => length > 0);
  const total = there.reduce((sum, { length }) => sum + length, 0);
  return Array.from({ length: layers }, (_, layer) => {
    const values = new Float32Array(total / layers);
    let at = 0;
    for (const chunk of there) {
      const piece = chunk.length / layers;
      values.set(chunk.subarray(layer * piece, (layer + 1) * piece), at);
      at += piece;
    }
    const frames = values.length / heads / size;
    return tensorFrom(gpu, values, [frames, heads, size], `${label}-${layer}`);
  });
}

/** First rows of frames that have `lengths` rows each from row `first` on, and the row behind the last: uint32 [frames + 1]. */
export function frameStarts(gpu: Gpu, lengths: readonly number[], first = 0): Tensor {
  const starts = new Uint32Array(lengths.length + 1);
  starts[0] = first;
  for (const [t, length] of lengths.entries()) starts[t + 1] = (starts[t] ?? 0) + length;
  return tensorFrom(gpu, starts, [starts.length], "memory/frame-starts");
}

// What is kept of every frame that was read: the mean or the bounds of its keys at position 0, in every layer, or the mean
// of its tokens. On the GPU for scoring, and chunk by chunk on the host, where a record keeps them.

import { invariant, must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { readFloats } from "../gpu/readback.ts";
import { createRecorder, type Recorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { encodeFrameBounds, FRAME_BOUNDS } from "../kernels/frame-bounds.ts";
import { encodeFrameKeys, FRAME_KEYS } from "../kernels/frame-keys.ts";
import { realOf } from "../kernels/real-of.ts";

export interface FrameDigests {
  /** float32 [≥ frames read, heads, size], one a layer; twice the heads for bounds. */
  readonly layers: readonly Tensor[];
  /** Records the digests of one layer's rows [1, heads, any, size]; frame t has rows starts[t] … starts[t + 1] − 1. */
  encode(recorder: Recorder, layer: number, rows: Tensor, starts: Tensor, at: FrameRange): void;
  /** [layers, frames, heads, size], or twice the heads. */
  read(at: FrameRange): Promise<Float32Array<ArrayBuffer>>;
  /** Puts back what `read` gave. */
  restore(at: FrameRange, digests: Float32Array<ArrayBuffer>): void;
  readonly gpuBytes: number;
  destroy(): void;
}

/** `frames` frames from `toFrame` on. */
export interface FrameRange {
  readonly toFrame: number;
  readonly frames: number;
}

/** `bounds`: the largest value of each channel, and the smallest. */
export type DigestKind = "mean" | "bounds";

export interface DigestShape {
  readonly layers: number;
  /** Most that will be read. */
  readonly frames: number;
  readonly heads: number;
  readonly size: number;
  /** Of the rows. */
  readonly dtype: "float32" | "float16";
}

export async function createFrameDigests(
  gpu: Gpu,
  kind: DigestKind,
  { layers: count, frames: most, heads, size, dtype }: DigestShape,
  label: string,
): Promise<FrameDigests> {
  const source = kind === "mean" ? FRAME_KEYS : FRAME_BOUNDS;
  const kernel = await gpu.kernels.load(source, {}, realOf({ dtype, label }));
  const rows = kind === "mean" ? heads : 2 * heads;
  const frameElements = rows * size;
  const layers = Array.from({ length: count }, (_, i) =>
    createTensor(gpu, [most, rows, size], "float32", `${label}-${i}`),
  );
  return {
    layers,
    encode(recorder, layer, keys, starts, at) {
      const digests = must(layers[layer], "layer");
      if (kind === "mean") {
        encodeFrameKeys(gpu, recorder, kernel, at, { keys, starts, means: digests });
      } else {
        encodeFrameBounds(gpu, recorder, kernel, at, { keys, starts, bounds: digests });
      }
    },
    async read({ toFrame, frames }) {
      const piece = frames * frameElements;
      const all = createTensor(gpu, [count, piece], "float32", `${label}/to-host`);
      const recorder = createRecorder(gpu, `${label}/to-host`);
      for (const [i, digests] of layers.entries()) {
        const fromElement = toFrame * frameElements;
        recorder.copy(digests, all, { fromElement, toElement: i * piece, count: piece });
      }
      recorder.submit();
      try {
        return await readFloats(gpu, all);
      } finally {
        all.destroy();
      }
    },
    restore({ toFrame, frames }, values) {
      const piece = frames * frameElements;
      invariant(
        values.length === count * piece && toFrame + frames <= most,
        `${values.length} values do not make the digests of frames ${toFrame} to ${toFrame + frames}`,
      );
      for (const [i, { buffer }] of layers.entries()) {
        gpu.device.queue.writeBuffer(buffer, 4 * toFrame * frameElements, values, i * piece, piece);
      }
    },
    get gpuBytes() {
      return layers.reduce((sum, { buffer }) => sum + buffer.size, 0);
    },
    destroy() {
      for (const tensor of layers) tensor.destroy();
    },
  };
}

/** First rows of frames that have `lengths` rows each, and the row behind the last: uint32 [frames + 1]. */
export function frameStarts(gpu: Gpu, lengths: readonly number[]): Tensor {
  const starts = new Uint32Array(lengths.length + 1);
  for (const [t, length] of lengths.entries()) starts[t + 1] = (starts[t] ?? 0) + length;
  return tensorFrom(gpu, starts, [starts.length], "memory/frame-starts");
}

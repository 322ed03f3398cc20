// One mean a frame of all that was read: of its keys at position 0, in every layer, or of its tokens. On the GPU for
// scoring, and chunk by chunk on the host, where a record keeps them.

import { invariant, must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { readFloats } from "../gpu/readback.ts";
import { createRecorder, type Recorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { encodeFrameKeys, FRAME_KEYS } from "../kernels/frame-keys.ts";
import { realOf } from "../kernels/real-of.ts";

export interface FrameMeans {
  /** float32 [≥ frames read, heads, size], one a layer. */
  readonly layers: readonly Tensor[];
  /** Records the means of one layer's rows [1, heads, any, size]; frame t has rows starts[t] … starts[t + 1] − 1. */
  encode(recorder: Recorder, layer: number, rows: Tensor, starts: Tensor, at: FrameRange): void;
  /** [layers, frames, heads, size] */
  read(at: FrameRange): Promise<Float32Array<ArrayBuffer>>;
  /** Puts back what `read` gave. */
  restore(at: FrameRange, means: Float32Array<ArrayBuffer>): void;
  readonly gpuBytes: number;
  destroy(): void;
}

/** `frames` frames from `toFrame` on. */
export interface FrameRange {
  readonly toFrame: number;
  readonly frames: number;
}

export interface MeansShape {
  readonly layers: number;
  /** Most that will be read. */
  readonly frames: number;
  readonly heads: number;
  readonly size: number;
  /** Of the rows. */
  readonly dtype: "float32" | "float16";
}

export async function createFrameMeans(
  gpu: Gpu,
  { layers: count, frames: most, heads, size, dtype }: MeansShape,
  label: string,
): Promise<FrameMeans> {
  const kernel = await gpu.kernels.load(FRAME_KEYS, {}, realOf({ dtype, label }));
  const frameElements = heads * size;
  const layers = Array.from({ length: count }, (_, i) =>
    createTensor(gpu, [most, heads, size], "float32", `${label}-${i}`),
  );
  return {
    layers,
    encode(recorder, layer, keys, starts, at) {
      const means = must(layers[layer], "layer");
      encodeFrameKeys(gpu, recorder, kernel, at, { keys, starts, means });
    },
    async read({ toFrame, frames }) {
      const piece = frames * frameElements;
      const all = createTensor(gpu, [count, piece], "float32", `${label}/to-host`);
      const recorder = createRecorder(gpu, `${label}/to-host`);
      for (const [i, means] of layers.entries()) {
        const fromElement = toFrame * frameElements;
        recorder.copy(means, all, { fromElement, toElement: i * piece, count: piece });
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
        `${values.length} values do not make the means of frames ${toFrame} to ${toFrame + frames}`,
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

// Turns frames into the model's pixels on the processor, to the byte as `preprocess.ts` does on the graphics adapter.

import { uprightWalk } from "../kernels/resize-load.ts";
import type { PixelConfig, Size } from "../model/adapters/adapter.ts";
import { readBytes, sizeOf, squarePixels, type FrameBytes, type FrameSize } from "./frame-bytes.ts";
import type { TurnedFrame } from "./preprocess.ts";
import {
  createWeights,
  normaliseBytes,
  resizeBytes,
  valuesOfBytes,
  type PictureBytes,
} from "./resize-on-cpu.ts";

export interface CpuPreprocessor {
  /** Writes the frame to `values`, [3, height, width]. Leaves the frame open. @throws AppError `frame-upload`. */
  encodeFrame(turned: TurnedFrame, values: Float32Array): Promise<void>;
}

/** `resizes` are the sizes that a frame takes on in turn, at least one. */
export function createCpuPreprocessor(
  config: PixelConfig,
  resizes: readonly Size[],
): CpuPreprocessor {
  const weights = createWeights(config.resample);
  const valueOf = valuesOfBytes(config);
  return {
    async encodeFrame(turned, values) {
      const frame = squarePixels(turned.frame);
      try {
        const size = sizeOf(frame);
        let picture = upright(await readBytes(frame), size, turned);
        for (const next of resizes) picture = resizeBytes(picture, next, weights);
        normaliseBytes(picture, valueOf, values);
      } finally {
        if (frame !== turned.frame) frame.close();
      }
    },
  };
}

/** The frame's bytes as those of its upright picture: only steps and origin differ. */
function upright(
  { bytes, offset, stride }: FrameBytes,
  [width, height]: FrameSize,
  { rotation, isMirrored }: TurnedFrame,
): PictureBytes {
  const walk = uprightWalk(width, height, rotation, isMirrored);
  const { rows, columns } = walk;
  const bytesOf = ([x, y]: readonly [number, number]): number => 4 * x + stride * y;
  return {
    bytes,
    rows,
    columns,
    origin: offset + bytesOf(walk.origin),
    across: bytesOf(walk.across),
    down: bytesOf(walk.down),
  };
}

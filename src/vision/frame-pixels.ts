// Resizes frames where it is sooner: on the graphics adapter, or, where that is software, on the processor itself.

import { invariant, must } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { PixelConfig, Size } from "../model/adapters/adapter.ts";
import { createPixels, type PixelPlace, type Pixels } from "./pixels.ts";
import { createCpuPreprocessor } from "./preprocess-on-cpu.ts";
import { createPreprocessor, type TurnedFrame } from "./preprocess.ts";

export interface FramePixels {
  /** Makes room for so many frames. */
  create(frames: number): Pixels;
  /** Writes a frame to `pixels[slot]`, which `create` made. Leaves the frame open. @throws AppError `frame-upload`. */
  write(frame: TurnedFrame, pixels: Pixels, slot: number): Promise<void>;
  destroy(): void;
}

/** A software adapter runs on the processor too, and takes several times as long for a resize. */
export const soonerPlace = ({ facts }: Gpu): PixelPlace => (facts.isSoftware ? "cpu" : "gpu");

/** `resizes` are the sizes that a frame takes on in turn, at least one. @throws AppError `kernel-compile`. */
export async function createFramePixels(
  gpu: Gpu,
  config: PixelConfig,
  resizes: readonly Size[],
  place: PixelPlace,
): Promise<FramePixels> {
  const picture = must(resizes.at(-1), "size of the model's picture");
  const create = (frames: number): Pixels =>
    createPixels(gpu, place, frames, picture, "vision/pixels");
  if (place === "cpu") {
    const preprocessor = createCpuPreprocessor(config, resizes);
    return {
      create,
      write(frame, { values, dims }, slot) {
        invariant(values !== null, "the pixels lie elsewhere");
        const size = elementCount(dims.slice(1));
        return preprocessor.encodeFrame(frame, values.subarray(slot * size, (slot + 1) * size));
      },
      destroy: () => undefined,
    };
  }
  const preprocessor = await createPreprocessor(gpu, config, resizes);
  return {
    create,
    write: (frame, pixels, slot) => preprocessor.encodeFrame(frame, pixels.onGpu(), slot),
    destroy: () => preprocessor.destroy(),
  };
}

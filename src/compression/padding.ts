// Features whose width is not a multiple of four, widened with zeros, because shaders read four channels at once.

import type { Gpu } from "../gpu/device.ts";
import type { Recorder } from "../gpu/recorder.ts";
import { PAD_ROWS, paddedWidth, recordPadRows } from "../kernels/pad-rows.ts";
import { realOf } from "../kernels/real-of.ts";
import type { Allocator, Features } from "./method.ts";

/** Loads what makes features [T, N, D] into [T, N, 4 · quads]; it records nothing where they are so wide already. */
export async function loadPadding(
  gpu: Gpu,
  features: Features,
): Promise<(recorder: Recorder, allocator: Allocator) => Features> {
  const { tensor, frames, tokens, width } = features;
  if (width % 4 === 0) return () => features;
  const pad = await gpu.kernels.load(PAD_ROWS, {}, realOf(tensor));
  return (recorder, allocator) => {
    const dims = [frames, tokens, paddedWidth(width)];
    const padded = allocator.scratch(dims, tensor.dtype, "padded");
    const shape = { count: frames * tokens, width };
    recordPadRows(recorder, pad, shape, { rows: tensor, padded });
    return { ...features, tensor: padded };
  };
}

// A cache of 16 bits on a GPU that cannot compute in them.

import { AppError } from "../base/errors.ts";
import type { EntryShape } from "../cache/entry-shape.ts";
import type { Gpu } from "../gpu/device.ts";

/** Checks that the GPU can compute in the cache's type. @throws AppError `memory-unsupported`. */
export function checkHalves(gpu: Gpu, shape: EntryShape): void {
  const refusal = halvesRefusal(gpu, shape);
  if (refusal !== null) throw refusal;
}

/** Graphs on the CPU compute in 16 bits even where the GPU's shaders cannot; null where both can. */
export function halvesRefusal(gpu: Gpu, { dtype }: EntryShape): AppError | null {
  if (dtype === "float32" || gpu.facts.hasShaderF16) return null;
  return new AppError(
    "memory-unsupported",
    "This model keeps its cache in 16 bits, which this GPU cannot compute in (it has no shader-f16), so a long video cannot be remembered chunk by chunk.",
    "Choose a precision of it that computes in 32 bits (q4 or fp32), or ask about fewer frames.",
  );
}

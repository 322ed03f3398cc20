import { invariant } from "../base/assert.ts";
import type { Real } from "../gpu/kernel.ts";
import type { Tensor } from "../gpu/tensor.ts";

/** Returns the type that `Real` must have in a shader that reads this tensor. */
export function realOf({ dtype, label }: Pick<Tensor, "dtype" | "label">): Real {
  invariant(dtype === "float32" || dtype === "float16", `${label} is ${dtype}, wanted floats`);
  return dtype === "float16" ? "f16" : "f32";
}

// What can be asked of a replica.

import type { Precision } from "./blocks/net.ts";

export const FAMILIES = ["llava-onevision", "llava-video", "qwen2-vl", "smolvlm2"] as const;
/** "middle" has the real patches and the real proportions in fewer, narrower layers; of llava-onevision alone. */
export const SCALES = ["mini", "middle", "real"] as const;
export const DTYPES = ["fp32", "q4", "fp16", "q4f16"] as const;
export const SIZES = ["256m", "500m"] as const;
export const EXTERNALS = ["auto", "always", "never"] as const;

export const FORMS = ["traced", "fused"] as const;

export type Family = (typeof FAMILIES)[number];
export type Scale = (typeof SCALES)[number];
export type Dtype = (typeof DTYPES)[number];
export type Form = (typeof FORMS)[number];

export interface ReplicaOptions {
  readonly family: Family;
  readonly scale: Scale;
  readonly dtype: Dtype;
  /** The same seed gives the same bytes; default 1. */
  readonly seed?: number;
  /** The size of SmolVLM2 at real scale; default "500m". */
  readonly size?: (typeof SIZES)[number];
  /**
   * The operators that LLaVA-OneVision and Qwen2-VL are made of. "traced", the default: PyTorch's, one by one, as in
   * their published graphs. "fused": onnxruntime's, GroupQueryAttention among them, as a newer exporter would write
   * them. The other families have one form.
   */
  readonly form?: Form;
  /** Whether the LLaVA families give image_features as [N·P, D] instead of [N, P, D], which is published. */
  readonly hasFlatFeatures?: boolean;
  /** Whether weights are beside the graphs; "auto", the default, puts more than 100 MB a graph there. */
  readonly external?: (typeof EXTERNALS)[number];
}

/** The ends of the graphs' file names. */
export const SUFFIXES: Readonly<Record<Dtype, string>> = {
  fp32: "",
  fp16: "_fp16",
  q4: "_q4",
  q4f16: "_q4f16",
};

export const precisionOf = (dtype: Dtype): Precision => ({
  real: dtype.endsWith("f16") || dtype === "fp16" ? "float16" : "float32",
  isQuantized: dtype.startsWith("q4"),
});

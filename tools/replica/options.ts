// What a replica can be asked to be.

import type { Precision } from "./blocks/net.ts";

export const FAMILIES = ["llava-onevision", "llava-video", "qwen2-vl", "smolvlm2"] as const;
export const SCALES = ["mini", "real"] as const;
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
  /** Of SmolVLM2 at real scale; default "500m". */
  readonly size?: (typeof SIZES)[number];
  /**
   * Of what operators LLaVA-OneVision and Qwen2-VL are made. "traced", the default: of PyTorch's, one by one, as their
   * published graphs are. "fused": of onnxruntime's, GroupQueryAttention among them, as a newer exporter would make them.
   * The other families have one form.
   */
  readonly form?: Form;
  /** image_features of the LLaVA families as [N·P, D] rather than [N, P, D], which is published. */
  readonly hasFlatFeatures?: boolean;
  /** Whether weights lie beside the graphs; "auto", the default, above 100 MB a graph. */
  readonly external?: (typeof EXTERNALS)[number];
}

/** Ends of the graphs' file names. */
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

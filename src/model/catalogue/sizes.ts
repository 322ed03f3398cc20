// The bytes of a graph from its number of parameters and the end of its file name. Quantisers turn MatMul weights into
// 4-bit blocks of 32; everything else (embedding tables, convolutions, Gemm with a bias) keeps the width of the
// activations. Within 4 % of every published size, which test/unit/catalogue.test.ts lists.

import type { GraphName } from "../precision.ts";
import type { GraphForms } from "../graph-forms.ts";
import { activationBytes, GRAPH_NAMES, needsF16, type Precision } from "../precision.ts";
import type { EntryPrecision } from "./entry.ts";

export interface GraphParameters {
  /** The weights that a quantiser turns into 4-bit blocks. */
  readonly blocks: number;
  /** The weights that it leaves alone. */
  readonly rest: number;
}

export type ModelParameters = Readonly<Record<GraphName, GraphParameters>>;

/** Half a byte a weight, and for each block of 32 a scale and half a byte of zero point. */
const blockBytes = (scaleBytes: number): number => 0.5 + (scaleBytes + 0.5) / 32;

/** The smallest binding that WebGPU guarantees; the runtime splits larger ones only where the limit requires it. */
const DEFAULT_BINDING = 128 * 2 ** 20;

export function graphBytes({ blocks, rest }: GraphParameters, suffix: string): number {
  switch (suffix) {
    case "":
      return (blocks + rest) * 4;
    case "_fp16":
      return (blocks + rest) * 2;
    case "_q4":
      return Math.round(blocks * blockBytes(4) + rest * 4);
    case "_q4f16":
      return Math.round(blocks * blockBytes(2) + rest * 2);
    default:
      throw new Error(`No size is known for files that end in "${suffix}".`);
  }
}

/** The bytes of graph files as the hub lists them, by the end of their names. */
export type ListedBytes = Readonly<Record<GraphName, Readonly<Record<string, number>>>>;

/** Takes listings in megabytes, which are rounded to 10 or 100 kB and so not exact. */
export const listedMb = (mb: ListedBytes): ListedBytes => {
  const inBytes = (graph: GraphName) =>
    Object.fromEntries(Object.entries(mb[graph]).map(([suffix, size]) => [suffix, size * 1e6]));
  return {
    embed_tokens: inBytes("embed_tokens"),
    vision_encoder: inBytes("vision_encoder"),
    decoder_model_merged: inBytes("decoder_model_merged"),
  };
};

interface PrecisionOptions {
  readonly listed?: ListedBytes | undefined;
  /** The forms that differ from the usual: fused throughout, with a cache of the type it computes in. */
  readonly forms?: Partial<GraphForms>;
}

/** Makes a precision whose bytes are listed by the hub or else follow from the parameters, as do its needs. */
export function estimatedPrecision(
  precision: Precision,
  title: string,
  parameters: ModelParameters,
  { listed, forms }: PrecisionOptions = {},
): EntryPrecision {
  const { suffixes } = precision;
  const bytesOf = (graph: GraphName) =>
    listed?.[graph][suffixes[graph]] ?? graphBytes(parameters[graph], suffixes[graph]);
  const [embed, vision, decoder] = GRAPH_NAMES.map(bytesOf);
  const isHalf = needsF16(precision);
  // The embedding table is one tensor, and the largest one in all these models.
  const largest = Math.max(bytesOf("embed_tokens"), DEFAULT_BINDING);
  return {
    ...precision,
    title,
    needs: {
      features: isHalf ? ["shader-f16"] : [],
      maxBufferSize: largest,
      maxStorageBufferBindingSize: largest,
    },
    bytes: {
      embed_tokens: embed ?? 0,
      vision_encoder: vision ?? 0,
      decoder_model_merged: decoder ?? 0,
    },
    isExact: false,
    forms: {
      hasFusedVision: true,
      hasFusedDecoder: true,
      hasAllLogits: false,
      cacheBytes: activationBytes("decoder_model_merged", precision),
      ...forms,
    },
  };
}

/** Returns the bytes of the three graphs together. */
export const precisionBytes = ({ bytes }: EntryPrecision): number =>
  GRAPH_NAMES.reduce((sum, graph) => sum + bytes[graph], 0);

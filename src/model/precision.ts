// Which of a folder's graph files are run: exports of one model differ in precision by the end of their file names.

export const GRAPH_NAMES = ["embed_tokens", "vision_encoder", "decoder_model_merged"] as const;

export type GraphName = (typeof GRAPH_NAMES)[number];

/** One file for each graph: `onnx/<graph><suffix>.onnx`, with weights beside it in `….onnx_data`, `….onnx_data_1` … */
export interface Precision {
  /** For people and in reports: "q4f16". */
  readonly id: string;
  readonly suffixes: Readonly<Record<GraphName, string>>;
}

/** The same suffix for all three. */
export const uniformPrecision = (id: string, suffix: string): Precision => ({
  id,
  suffixes: { embed_tokens: suffix, vision_encoder: suffix, decoder_model_merged: suffix },
});

/** The eye unquantised in 16 bits, the language in 4 bits with 16-bit steps, as LLaVA-OneVision's card recommends. */
export const HALF_VISION: Precision = {
  id: "fp16-q4f16",
  suffixes: {
    embed_tokens: "_fp16",
    vision_encoder: "_fp16",
    decoder_model_merged: "_q4f16",
  },
};

/** 4-bit matrices that compute in 32 bits, and of the embedding, which no 4-bit set quantises, the half as large file. */
export const HALF_EMBEDDING: Precision = {
  id: "q4-fp16",
  suffixes: { embed_tokens: "_fp16", vision_encoder: "_q4", decoder_model_merged: "_q4" },
};

/** Best first, as a folder without an entry of the catalogue is searched. */
export const COMMON_PRECISIONS: readonly Precision[] = [
  uniformPrecision("fp16", "_fp16"),
  HALF_VISION,
  uniformPrecision("q4f16", "_q4f16"),
  uniformPrecision("fp32", ""),
  HALF_EMBEDDING,
  uniformPrecision("q4", "_q4"),
];

/** Of one activation of a graph: 2 where it computes in 16 bits. */
export const activationBytes = (graph: GraphName, { suffixes }: Precision): 2 | 4 =>
  /fp?16$/.test(suffixes[graph]) ? 2 : 4;

/** Some of its graphs compute in 16 bits, which a GPU without `shader-f16` cannot. */
export const needsF16 = (precision: Precision): boolean =>
  GRAPH_NAMES.some((graph) => activationBytes(graph, precision) === 2);

export const graphPath = (graph: GraphName, { suffixes }: Precision): string =>
  `onnx/${graph}${suffixes[graph]}.onnx`;

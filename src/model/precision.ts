// Which of a folder's graph files are run. Exports of one model differ in precision, which ends their file names.

export const GRAPH_NAMES = ["embed_tokens", "vision_encoder", "decoder_model_merged"] as const;

/** The graphs of a model folder. */
export type GraphName = (typeof GRAPH_NAMES)[number];

/** One file for each graph: `onnx/<graph><suffix>.onnx`, with weights beside it in `….onnx_data`, `….onnx_data_1` … */
export interface Precision {
  /** The name for people and reports: "q4f16". */
  readonly id: string;
  /** The end of each graph's file name, such as "_q4"; empty for 32 bits. */
  readonly suffixes: Readonly<Record<GraphName, string>>;
}

/** Makes a precision with the same suffix for all three graphs. */
export const uniformPrecision = (id: string, suffix: string): Precision => ({
  id,
  suffixes: { embed_tokens: suffix, vision_encoder: suffix, decoder_model_merged: suffix },
});

/** Unquantised vision in 16 bits and language in 4 bits with 16-bit steps, as LLaVA-OneVision's card recommends. */
export const HALF_VISION: Precision = {
  id: "fp16-q4f16",
  suffixes: {
    embed_tokens: "_fp16",
    vision_encoder: "_fp16",
    decoder_model_merged: "_q4f16",
  },
};

/** 4-bit matrices that compute in 32 bits, with the 16-bit embedding, which no 4-bit set quantises. */
export const HALF_EMBEDDING: Precision = {
  id: "q4-fp16",
  suffixes: { embed_tokens: "_fp16", vision_encoder: "_q4", decoder_model_merged: "_q4" },
};

/** The precisions that are searched for in a folder outside the catalogue, best first. */
export const COMMON_PRECISIONS: readonly Precision[] = [
  uniformPrecision("fp16", "_fp16"),
  HALF_VISION,
  uniformPrecision("q4f16", "_q4f16"),
  uniformPrecision("fp32", ""),
  HALF_EMBEDDING,
  uniformPrecision("q4", "_q4"),
];

/** Returns the bytes of one activation of a graph: 2 when it computes in 16 bits. */
export const activationBytes = (graph: GraphName, { suffixes }: Precision): 2 | 4 =>
  /fp?16$/.test(suffixes[graph]) ? 2 : 4;

/** Whether a graph computes in 16 bits, which a GPU without `shader-f16` cannot do. */
export const needsF16 = (precision: Precision): boolean =>
  GRAPH_NAMES.some((graph) => activationBytes(graph, precision) === 2);

export const graphPath = (graph: GraphName, { suffixes }: Precision): string =>
  `onnx/${graph}${suffixes[graph]}.onnx`;

/** Whether a path is that of weights beside a graph. */
export const isWeights = (path: string): boolean => /\.onnx_data(_\d+)?$/.test(path);

// A model that is ready to run: what `loadModel` makes of a folder and everything else of the pipeline takes.

import type { Compressor } from "../compression/plan.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { Decoder } from "../language/decoder.ts";
import type { Sampler } from "../language/sampler.ts";
import type { Splicer } from "../language/splice.ts";
import type { Tokenizer } from "../language/tokenizer.ts";
import type { ModelConfig } from "../model/config.ts";
import type { GraphForms } from "../model/graph-forms.ts";
import type { Graph, GraphRuntime } from "../model/graph.ts";
import type { GraphRewrite } from "../model/load-graphs.ts";
import type { QueryTensor } from "../model/onnx/find-queries.ts";
import type { Precision } from "../model/precision.ts";
import type { CachedPrefix } from "./cache-owner.ts";

export interface LoadedModel {
  readonly id: string;
  readonly runtime: GraphRuntime;
  readonly precision: Precision;
  /** Of its configuration and its decoder, hex: what another model cannot have. */
  readonly digest: string;
  readonly config: ModelConfig;
  /** Bytes read. */
  readonly bytes: number;
  readonly vision: Graph;
  readonly decoder: Decoder;
  /** Where the decoder's queries are before rotation, layer by layer; empty where they could not be told. */
  readonly queries: readonly QueryTensor[];
  /** What was changed in the graphs at load, and what was left. */
  readonly rewrites: readonly GraphRewrite[];
  /** What came of it, as far as memory follows from it. */
  readonly forms: GraphForms;
  /** Positions that the decoder knows; a row that stands further on has no angle. */
  readonly maxPositions: number;
  readonly sampler: Sampler;
  readonly splicer: Splicer;
  readonly tokenizer: Tokenizer;
  readonly chatTemplate: string;
  /** The LLaVAs' learned row after frames or rows of tokens, [D]. */
  readonly newline: Tensor | null;
  release(): Promise<void>;
}

/** A model on its device, while it is one call's turn. */
export interface ModelBench {
  readonly gpu: Gpu;
  readonly model: LoadedModel;
  readonly compressor: Compressor;
  /** What the model's cache holds now. */
  readonly prefix: CachedPrefix;
}

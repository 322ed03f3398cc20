// A model that is ready to run: what `loadModel` makes of a folder and the rest of the pipeline takes.

import type { Compressor } from "../compression/plan.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { Decoder } from "../language/decoder.ts";
import type { Sampler } from "../language/sampler.ts";
import type { Splicer } from "../language/splice.ts";
import type { Tokenizer } from "../language/tokenizer.ts";
import type { ModelConfig } from "../model/config.ts";
import type { GraphForms } from "../model/graph-forms.ts";
import type { GraphRuntime } from "../model/graph.ts";
import type { RuntimeRates } from "./fastest-runtime.ts";
import type { GraphRewrite } from "../model/load-graphs.ts";
import type { QueryTensor } from "../model/onnx/find-queries.ts";
import type { Precision } from "../model/precision.ts";
import type { Tower } from "../model/tower.ts";
import type { CachedPrefix } from "./cache-owner.ts";

export interface LoadedModel {
  readonly id: string;
  readonly runtime: GraphRuntime;
  /** The rates by which the runtime was chosen; null where it was asked for. */
  readonly rates: RuntimeRates | null;
  readonly precision: Precision;
  /** The digest of configuration and decoder, in hex, which no other model has. */
  readonly digest: string;
  readonly config: ModelConfig;
  /** The bytes that were read. */
  readonly bytes: number;
  readonly vision: Tower;
  readonly decoder: Decoder;
  /** The decoder's queries before rotation, layer by layer; empty when they could not be found. */
  readonly queries: readonly QueryTensor[];
  /** What was changed in the graphs at load, and what was left. */
  readonly rewrites: readonly GraphRewrite[];
  /** The forms of its graphs, from which memory follows. */
  readonly forms: GraphForms;
  /** The positions that the decoder supports; a row beyond them has no angle. */
  readonly maxPositions: number;
  readonly sampler: Sampler;
  readonly splicer: Splicer;
  readonly tokenizer: Tokenizer;
  readonly chatTemplate: string;
  /** The LLaVAs' learned row after frames or rows of tokens, [D]; null in other families. */
  readonly newline: Tensor | null;
  release(): Promise<void>;
}

/** A model on its device during one call's turn. */
export interface ModelBench {
  readonly gpu: Gpu;
  readonly model: LoadedModel;
  readonly compressor: Compressor;
  /** What the model's cache holds now. */
  readonly prefix: CachedPrefix;
}

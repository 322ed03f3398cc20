// What the page may know of a loaded model.

import type { FrameSampling } from "../../base/sampling.ts";
import type { Grid } from "../../base/shape.ts";
import type { PositionsId } from "../../compression/request.ts";
import type { GraphForms } from "../../model/graph-forms.ts";
import type { GraphRuntime } from "../../model/graph.ts";
import type { GraphRewrite } from "../../model/load-graphs.ts";
import type { RuntimeRates } from "../../pipeline/fastest-runtime.ts";

/** What was compiled for a model before its weights were there. */
export interface AheadReport {
  /** The number of pipelines that were compiled. */
  readonly pipelines: number;
  /** What went wrong, as a sentence, so that the rest is compiled when the model first runs; null for nothing. */
  readonly fault: string | null;
}

/** A model that is loaded. */
export interface ModelInfo {
  /** The name that its source has. */
  readonly id: string;
  /** The `model_type` of its config.json, such as "llava_onevision". */
  readonly family: string;
  /** The family's name for people, such as "LLaVA-OneVision". */
  readonly title: string;
  /** The precision of its graphs, such as "q4f16". */
  readonly precision: string;
  /** The bytes of all files that were read. */
  readonly bytes: number;
  /** The width of the picture that the model sees of a 16 : 9 frame, in pixels. */
  readonly imageSize: number;
  /** The grid of such a frame's tokens; N = rows × columns. A video has its own. */
  readonly grid: Grid;
  /** The number of frames that make one step of tokens. */
  readonly framesPerStep: 1 | 2;
  /** The rule by which it looks at frames of a video, unless it is told otherwise. */
  readonly sampling: FrameSampling;
  /** The most tokens of a step where frames keep their shape within a budget; null where every frame has as many. */
  readonly stepTokens: number | null;
  /** Whether it can read a long video chunk by chunk on this GPU; where it cannot, opening one whole says why. */
  readonly canReadWhole: boolean;
  /** Whether its chat template takes earlier turns of a conversation (`AskFramesOptions.earlier`). */
  readonly takesTurns: boolean;
  /** The longest context, in tokens. */
  readonly maxPositions: number;
  /** The places where kept tokens can stand, the default first. */
  readonly positions: readonly PositionsId[];
  /**
   * The layers of its decoder. Those with `attention` have keys and values, of which a question about a video that was read
   * whole has some put back; the others carry a state on, which knows what it has seen.
   */
  readonly layers: { readonly attention: number; readonly all: number };
  /** The KV-cache bytes of one token, over all layers. */
  readonly kvBytesPerToken: number;
  /** The runtime of its graphs. */
  readonly runtime: GraphRuntime;
  /** The rates by which the runtime was chosen; null where it was asked for. */
  readonly rates: RuntimeRates | null;
  /** The threads on which the processor computes its graphs; null where the graphics adapter does. */
  readonly threads: number | null;
  /** How its cache takes rows: "static" writes them in place, "growing" makes new tensors at each step. */
  readonly kvCache: "static" | "growing";
  /** What each rewrite changed in the graphs at load, or why it left them as the exporter made them. */
  readonly rewrites: readonly GraphRewrite[];
  /** Why its vision encoder encodes every patch whatever is asked (`FramesWay.encode`); null where it need not. */
  readonly uncut: string | null;
  /** What was compiled for it ahead of its weights; null for nothing, as where the processor computes its graphs. */
  readonly ahead: AheadReport | null;
  /** The forms of the graphs as they run, as far as memory follows from them. */
  readonly forms: GraphForms;
  /** The subjects that the model can talk about; empty for a general model. */
  readonly topics: readonly {
    /** The subject in words. */
    readonly label: string;
    /** A question about it. */
    readonly example: string;
  }[];
}

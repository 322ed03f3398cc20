// What the page may know of a loaded model.

import type { FrameSampling } from "../../base/sampling.ts";
import type { PositionsId } from "../../compression/request.ts";
import type { GraphForms } from "../../model/graph-forms.ts";
import type { GraphRuntime } from "../../model/graph.ts";
import type { GraphRewrite } from "../../model/load-graphs.ts";

export interface ModelInfo {
  readonly id: string;
  /** e.g. "llava_onevision". */
  readonly family: string;
  /** Of the family, for people. */
  readonly title: string;
  /** e.g. "q4f16". */
  readonly precision: string;
  /** Bytes of all files read. */
  readonly bytes: number;
  /** Width of the picture that the model sees of a 16 : 9 frame, in pixels. */
  readonly imageSize: number;
  /** Tokens of such a frame are a grid of this size; N = rows × columns. A video has its own. */
  readonly grid: { readonly rows: number; readonly columns: number };
  /** Frames that make one step of tokens. */
  readonly framesPerStep: 1 | 2;
  /** Which frames of a video it looks at, unless it is told otherwise. */
  readonly sampling: FrameSampling;
  /** Most tokens of a step where frames keep their shape within a budget; null where every frame has as many. */
  readonly stepTokens: number | null;
  /** Whether it can read a long video chunk by chunk on this GPU; where it cannot, opening one whole says why. */
  readonly canReadWhole: boolean;
  /** Longest context in tokens. */
  readonly maxPositions: number;
  /** Where kept tokens can stand, the default first. */
  readonly positions: readonly PositionsId[];
  /** KV-cache bytes of one token, all layers. */
  readonly kvBytesPerToken: number;
  readonly runtime: GraphRuntime;
  readonly kvCache: "static" | "growing";
  /** What was changed in the graphs at load, and what was left as the exporter made it. */
  readonly rewrites: readonly GraphRewrite[];
  /** What came of it, as far as memory follows from it. */
  readonly forms: GraphForms;
  /** What the model can talk about, in words, and examples; empty for a general model. */
  readonly topics: readonly { readonly label: string; readonly example: string }[];
}

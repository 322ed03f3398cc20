// What is known of a model before a byte of it is fetched. Pure data: the picker shows it, `fit.ts` compares it with
// the machine, `downloadRequest` of models.ts turns it into what the weights store fetches.

import type { GraphName, Precision } from "../precision.ts";
import type { GraphForms } from "../graph-forms.ts";
import type { WantedFile } from "../weights/api.ts";
import type { MemoryShape } from "./memory-shape.ts";

export interface Licence {
  /** SPDX name: "Apache-2.0". */
  readonly name: string;
  /** What one may do with the model, in a sentence. */
  readonly allows: string;
}

/** What the GPU must have. */
export interface Needs {
  readonly features: readonly "shader-f16"[];
  /** The largest table, which is bound whole. */
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
}

/** One set of graph files. */
export interface EntryPrecision extends Precision {
  /** For people: "16-bit vision, 4-bit language". */
  readonly title: string;
  readonly needs: Needs;
  /** Of the graph and its external data together. */
  readonly bytes: Readonly<Record<GraphName, number>>;
  /** False while the bytes follow from the architecture: the hub's own listing is exact. */
  readonly isExact: boolean;
  /**
   * What becomes of its graphs at load: what became of the real exporters' own (test/fixtures/exports), which
   * test/stages/exports/forms.test.ts compares.
   */
  readonly forms: GraphForms;
}

export interface ModelEntry {
  /** The repository, "org/name"; for the embedded model its folder. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** One sentence: what it is good for. */
  readonly about: string;
  /** `model_type` of config.json. */
  readonly family: string;
  /** "page": ships with it. "hub": fetched. "folder": nobody publishes its ONNX graphs; loads from disk. */
  readonly source: "page" | "hub" | "folder";
  /**
   * Branch, tag or commit: of a branch the first download asks the hub, pins the commit that it names, and keeps to it.
   * Where a commit is known whose graphs were seen, it is that one.
   */
  readonly revision: string;
  readonly licence: Licence;
  readonly parameters: number;
  /** Positions. */
  readonly context: number;
  /** What it saw in training: a model that saw pictures alone is shown a video as a row of them. */
  readonly trainedOn: "videos" | "pictures";
  /** Positions that one frame takes, the text beside it included, and how that comes about. */
  readonly tokensPerFrame: { readonly count: number; readonly words: string };
  readonly framesSuggested: number;
  /** In the order in which they are proposed; never empty. */
  readonly precisions: readonly EntryPrecision[];
  /** Everything but the graphs. */
  readonly files: readonly WantedFile[];
  /** Weights that stand outside the graphs, fetched singly out of a large file. */
  readonly tensors: { readonly path: string; readonly names: readonly string[] } | null;
  /**
   * On what our code was held to numbers that are not ours: the real weights; small random weights in graphs that the real
   * exporter made of Hugging Face's own classes (test/fixtures/exports); or random weights in graphs that we made alike.
   */
  readonly status:
    | "verified with weights"
    | "verified with the real exporter's graph"
    | "verified with a replica only";
  readonly memory: MemoryShape;
}

/** What every hub export has beside its graphs. */
export const COMMON_FILES: readonly WantedFile[] = [
  { path: "config.json" },
  { path: "preprocessor_config.json" },
  { path: "tokenizer.json" },
  { path: "tokenizer_config.json" },
  { path: "generation_config.json", isOptional: true },
  { path: "video_preprocessor_config.json", isOptional: true },
  { path: "processor_config.json", isOptional: true },
  { path: "chat_template.jinja", isOptional: true },
  { path: "chat_template.json", isOptional: true },
];

export const APACHE: Licence = {
  name: "Apache-2.0",
  allows: "Use it for anything, commercial work included; keep its notices when you pass it on.",
};

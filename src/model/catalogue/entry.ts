// What is known of a model before any of it is fetched. It is pure data: the picker shows it, `fit.ts` compares it with
// the machine, and `downloadRequest` of models.ts turns it into what the weights store fetches.

import type { GraphName, Precision } from "../precision.ts";
import type { GraphForms } from "../graph-forms.ts";
import type { WantedFile, WantedTensors } from "../weights/api.ts";
import type { MemoryShape } from "./memory-shape.ts";

/** A model's licence. */
export interface Licence {
  /** The licence's SPDX name: "Apache-2.0". */
  readonly name: string;
  /** One sentence on what the licence allows. */
  readonly allows: string;
}

/** What the GPU must support. */
export interface Needs {
  /** The WebGPU features that its graphs need. */
  readonly features: readonly "shader-f16"[];
  /** The bytes of the largest table, which is bound whole. */
  readonly maxBufferSize: number;
  /** The bytes of a buffer that a shader must see at once. */
  readonly maxStorageBufferBindingSize: number;
}

/** One set of graph files. */
export interface EntryPrecision extends Precision {
  /** The name for people: "16-bit vision, 4-bit language". */
  readonly title: string;
  /** What the GPU must have for it. */
  readonly needs: Needs;
  /** The bytes of each graph together with its external data. */
  readonly bytes: Readonly<Record<GraphName, number>>;
  /** False when the bytes are computed from the architecture instead of taken from the hub's listing. */
  readonly isExact: boolean;
  /**
   * The form that its graphs get at load: what became of the real exporters' graphs (test/fixtures/exports), which
   * test/stages/exports/forms.test.ts compares.
   */
  readonly forms: GraphForms;
}

/** A model that the catalogue knows, before a byte of it is fetched. */
export interface ModelEntry {
  /** The repository, "org/name"; for the embedded model its folder. */
  readonly id: string;
  /** The name for people. */
  readonly title: string;
  /** One sentence on what the model is good for. */
  readonly about: string;
  /** The `model_type` of config.json. */
  readonly family: string;
  /** "page": ships with the page. "hub": fetched. "folder": read from disk, since nobody publishes its ONNX graphs. */
  readonly source: "page" | "hub" | "folder";
  /**
   * A branch, tag or commit. The first download of a branch asks the hub for its commit, pins it, and keeps to it.
   * Where the graphs of one commit were inspected, it is that commit.
   */
  readonly revision: string;
  /** The licence of its weights. */
  readonly licence: Licence;
  /** The number of its parameters. */
  readonly parameters: number;
  /** The longest context, in positions. */
  readonly context: number;
  /** What the model saw in training; a model trained on pictures alone gets a video as a row of them. */
  readonly trainedOn: "videos" | "pictures";
  /** Whether it was trained on conversations of several turns, or on single questions, each about a new video. */
  readonly turns: "several" | "single";
  /** The positions that one frame takes, including the text beside it. */
  readonly tokensPerFrame: {
    /** The number of positions. */
    readonly count: number;
    /** How the number comes about, for people. */
    readonly words: string;
  };
  /** The number of frames that suits its context. */
  readonly framesSuggested: number;
  /** The precisions in the order in which they are proposed; never empty. */
  readonly precisions: readonly EntryPrecision[];
  /** All files except the graphs. */
  readonly files: readonly WantedFile[];
  /** Weights outside the graphs, each fetched singly out of a large file. */
  readonly tensors: WantedTensors | null;
  /**
   * On what our code was compared with others' numbers: the real weights; small random weights in graphs that the real
   * exporter made of Hugging Face's own classes (test/fixtures/exports); or random weights in graphs that we made
   * alike.
   */
  readonly status:
    | "verified with weights"
    | "verified with the real exporter's graph"
    | "verified with a replica only";
  /** The sizes from which the memory of its runs follows. */
  readonly memory: MemoryShape;
}

/** The files that every hub export has beside its graphs. */
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

// The compression methods as data: what each is called, what it takes of a request, and what a reader is told about it.
// The page, its comparison, the lab and METHODS.md all list the methods from here. How a method scores tokens is code in
// a file of its own, which registry.ts names; this file imports none of it, so that the page does not load any shader.

import type { BudgetId, VidCom2Switches } from "./method.ts";

/** What a method may take of a request beside the retention. */
export type MethodOption = "rounding" | "seed" | "ends";

/** What a method tells of a frame: VidCom²'s uniqueness, or how new its tokens were when Cover took them. */
export type FrameScore = "uniqueness" | "novelty";

export interface VariantEntry {
  readonly name: string;
  readonly about: string;
  readonly switches: VidCom2Switches;
}

export interface MethodEntry {
  readonly name: string;
  /** One sentence for a reader. */
  readonly about: string;
  /** The frame budget that is used unless the request names another. */
  readonly budget: BudgetId;
  readonly options: readonly MethodOption[];
  /** What it tells of each frame; absent for a method that scores no frames. */
  readonly frameScore?: FrameScore;
  /**
   * Whether it drops tokens between the decoder's layers, for each question anew. Its retention is an average over the
   * layers. Unless the request names a frame budget, the best of the whole video stay. Default: it chooses tokens before the
   * decoder.
   */
  readonly isInside?: true;
  /** Whether it takes tokens without looking at them, so that its scores say nothing of any. Default: it looks. */
  readonly isBlind?: true;
  /** The ways to compute it, the default first. */
  readonly variants?: Readonly<Record<string, VariantEntry>>;
}

/**
 * By how much more tokens of the first and the last frame weigh in Cover: what begins and ends a video is asked about more
 * than its middle. 0.5 was better than 0, 0.25 and 1 on drawn clips, and more so where the camera moves (tools/lab/suites/clips).
 */
export const DEFAULT_ENDS = 0.5;

/** The temperature of the paper, and of its code. */
export const TEMPERATURE = 0.01;

export const METHODS = {
  cover: {
    name: "Cover",
    about: "Keeps few tokens for each thing shown: always the next least like those it has.",
    budget: "cover",
    options: ["ends"],
    frameScore: "novelty",
  },
  vidcom2: {
    name: "VidCom²",
    about: "Keeps tokens that are unlike their video and unlike their frame (arXiv 2505.14454).",
    budget: "vidcom2",
    options: ["rounding"],
    frameScore: "uniqueness",
    variants: {
      framewise: {
        name: "VidCom² Framewise",
        about: "The paper’s scores as we measured them best.",
        switches: {
          kernel: "cosine",
          channels: "low-variance",
          centre: "unit",
          rounding: "exact",
          temperature: TEMPERATURE,
        },
      },
      cosine: {
        name: "VidCom² cosine",
        about: "The text of the paper.",
        switches: {
          kernel: "cosine",
          channels: "all",
          centre: "raw",
          rounding: "ceil",
          temperature: TEMPERATURE,
        },
      },
      released: {
        name: "VidCom² released",
        about: "The authors’ code.",
        switches: {
          kernel: "gaussian",
          channels: "low-variance",
          centre: "unit",
          rounding: "round",
          temperature: TEMPERATURE,
        },
      },
    },
  },
  divprune: {
    name: "DivPrune",
    about: "Keeps tokens far from each other in the whole video (arXiv 2503.02175).",
    budget: "order",
    options: [],
  },
  floc: {
    name: "FLoC",
    about:
      "Keeps the tokens that all others are nearest to, chosen one after another (arXiv 2511.00141).",
    budget: "order",
    options: [],
  },
  dycoke: {
    name: "DyCoke",
    about:
      "Keeps what changed since a frame before; its first stage, down to about 28 % (arXiv 2411.15024).",
    budget: "order",
    options: [],
  },
  vcast: {
    name: "V-CAST",
    about:
      "Keeps more of frames at which the video turns, and tokens unlike their frame, or long (arXiv 2603.27650).",
    budget: "order",
    options: [],
  },
  "simple-cluster": {
    name: "SimpleCluster",
    about: "Merges all tokens of the video into clusters by k-means and keeps their means.",
    budget: "picks",
    options: [],
  },
  unicomp: {
    name: "UniComp",
    about:
      "Merges frames, then tokens of a frame, that hardly differ; frames unlike the others keep more (arXiv 2512.03575).",
    budget: "picks",
    options: [],
  },
  "llava-scissor": {
    name: "LLaVA-Scissor",
    about:
      "Merges what a chain of like tokens connects, in each frame and then in the video (arXiv 2506.21862).",
    budget: "picks",
    options: [],
  },
  prunevid: {
    name: "PruneVid",
    about:
      "Merges what stays still over a scene, then tokens that are alike; its first three steps (arXiv 2412.16117).",
    budget: "picks",
    options: [],
  },
  fastv: {
    name: "FastV",
    about:
      "Drops, early in the language model, tokens that the question’s end looks at least (arXiv 2403.06764).",
    budget: "order",
    options: [],
    isInside: true,
  },
  pdrop: {
    name: "PDrop",
    about:
      "Drops tokens inside the language model in three steps, each time half of the rest (arXiv 2410.17247).",
    budget: "order",
    options: [],
    isInside: true,
  },
  sparsevlm: {
    name: "SparseVLM",
    about:
      "Drops tokens inside the language model that the question’s words look at least, and merges some of them (arXiv 2410.04417).",
    budget: "order",
    options: [],
    isInside: true,
  },
  "sparsevlm-plus": {
    name: "SparseVLM+",
    about:
      "SparseVLM that merges none, and does not prefer what is near the question (its code’s version 2.0).",
    budget: "order",
    options: [],
    isInside: true,
  },
  v2drop: {
    name: "V²Drop",
    about:
      "Drops tokens inside the language model that a layer hardly changes; it looks at no attention.",
    budget: "order",
    options: [],
    isInside: true,
  },
  "dycoke-steps": {
    name: "DyCoke, both stages",
    about:
      "DyCoke whose answer looks, behind the first layers, at 30 % of the tokens kept, chosen anew at each step.",
    budget: "order",
    options: [],
  },
  uniform: {
    name: "Uniform",
    about: "Keeps tokens at an even stride over the grid of every frame.",
    budget: "even",
    options: [],
    isBlind: true,
  },
  random: {
    name: "Random",
    about: "Keeps tokens drawn by a seeded hash of their place.",
    budget: "even",
    options: ["seed"],
    isBlind: true,
  },
} as const satisfies Readonly<Record<string, MethodEntry>>;

/** The frame budgets that can drive any method but one that picks tokens itself. */
export const FRAME_BUDGETS = {
  even: {
    name: "even budget",
    about: "Every frame keeps the same number of tokens.",
  },
  vidcom2: {
    name: "VidCom² budget",
    about: "Frames that are unlike the video keep more tokens, as VidCom² shares them.",
  },
  cover: {
    name: "Cover budget",
    about: "Frames that show more that is new keep more tokens, as Cover shares them.",
  },
  shuffled: {
    name: "shuffled VidCom² budget",
    about:
      "VidCom²’s shares go to frames by a draw. Answers as good as with its own budget do not need it.",
  },
  "shuffled-cover": {
    name: "shuffled Cover budget",
    about:
      "Cover’s shares go to frames by a draw. Answers as good as with its own budget do not need it.",
  },
} as const satisfies Readonly<
  Partial<Record<BudgetId, { readonly name: string; readonly about: string }>>
>;

/** A frame budget that a reader can choose. */
export type FrameBudgetId = keyof typeof FRAME_BUDGETS;

/** A compression method by its id: as "vidcom2" or "cover". */
export type MethodId = keyof typeof METHODS;

/** A way to compute VidCom² by its id: "framewise" (ours, the default), "cosine" (the paper) or "released" (the authors' code). */
export type VidCom2Variant = keyof (typeof METHODS)["vidcom2"]["variants"];

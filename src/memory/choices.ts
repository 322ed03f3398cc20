// What can be chosen for a video that is read whole, as data: the names on the page and in the lab, and the defaults.
// The defaults of reading are in read-settings.ts.

export interface NamedChoice {
  /** The words that follow "Keep tokens" or "Relevance" on the page. */
  readonly name: string;
  /** One sentence for a reader. */
  readonly about: string;
}

/** What decides which tokens of a chunk are kept. */
export const SCORERS = {
  cover: {
    name: "by novelty",
    about:
      "How unlike what earlier chunks keep a token is, and what was taken before it of its own chunk (Cover).",
  },
  vidcom2: {
    name: "by uniqueness",
    about: "How unlike the rest of the chunk a token is, before the decoder (VidCom²).",
  },
  redundancy: {
    name: "by redundancy",
    about: "Keys that do not recur in other frames, and long values (TaR and VaN of InfiniPot-V).",
  },
  ranks: { name: "by both ranks", about: "The mean place by uniqueness and by redundancy." },
  uniform: { name: "by even strides", about: "One of every few tokens, without scoring any." },
} as const satisfies Readonly<Record<string, NamedChoice>>;

/** A scorer by its id: "cover", "vidcom2", "redundancy", "ranks" or "uniform". */
export type Scorer = keyof typeof SCORERS;

/** The ids of all scorers, the default first. */
export const SCORER_IDS = Object.keys(SCORERS) as Scorer[];

/**
 * What decides which chunks a question gets in detail. Queries and keys are those before rotation, layer by layer.
 * `isForComparison` means that it ignores the question, and that the page does not offer it.
 */
export const RELEVANCES = {
  combined: {
    name: "by attention",
    about:
      "The larger of attention to frames and attention to tokens, each in standard deviations from its mean. A question about the order of things, or about a very long video, is given alone what stands out by attention to tokens.",
  },
  attention: {
    name: "by attention to frames",
    about:
      "How the question’s attention would spread over frames by the bounds of their keys, each frame by the position of the question that looks for it most.",
  },
  newest: {
    name: "by attention to tokens",
    about:
      "How the question’s attention would spread over the newest tokens of each frame, each by the position of the question that looks for it most. Chunks that stand out by far are given alone.",
  },
  bounds: {
    name: "by peak attention",
    about:
      "The largest products that the question’s mean query can have with a token of each frame (Quest).",
  },
  query: {
    name: "by mean attention",
    about: "Products of the question’s mean query with each frame’s mean key (ReKV).",
  },
  embedding: {
    name: "by embeddings",
    about:
      "Products of the question’s embeddings with each frame’s mean token (the ablation of Video-X²L’s authors).",
  },
  even: { name: "evenly", about: "Chunks at even distances.", isForComparison: true },
  random: {
    name: "at random",
    about: "Chunks drawn by the question’s seed.",
    isForComparison: true,
  },
} as const satisfies Readonly<Record<string, NamedChoice & { readonly isForComparison?: true }>>;

/** A measure of relevance by its id: "combined", "attention", "newest", "bounds", "query", "embedding", "even" or "random". */
export type RelevanceId = keyof typeof RELEVANCES;

/** The ids of all measures of relevance, the default first. */
export const RELEVANCE_IDS = Object.keys(RELEVANCES) as RelevanceId[];

export interface Recall {
  /** The chunks in detail besides the first and the last. */
  readonly chunks: number;
  readonly relevance: RelevanceId;
  /** Whether chunks that stand out by far are shown alone, without anything of the others. */
  readonly focus: boolean;
}

/** What a question gets by default. */
export const DEFAULT_RECALL: Recall = { chunks: 3, relevance: "combined", focus: true };

/** The bytes of detailed entries in main memory, 512 MiB; the rest goes to the disk. */
export const DEFAULT_HOST_BYTES = 2 ** 29;

/** How the name of a memory's file ends. */
export const MEMORY_ENDING = ".framewise";

// What Node asks of the lab's page for the needle suite: plain data both ways.

import type { AskLongOptions, ReadSettings } from "../../../src/engine/api.ts";
import type { ClipSpec } from "../../world/index.ts";

/** How a clip comes to the model: a sample of frames, or read chunk by chunk. */
export type NeedleLook =
  | {
      readonly kind: "sample";
      /** "dot": one grey frame instead of the clip. */
      readonly source: "clip" | "dot";
      readonly frames: number;
      /** Share of the tokens, even strides; default all. */
      readonly retention?: number;
    }
  | {
      readonly kind: "memory";
      /** "blank": grey, as long as the clip. */
      readonly source: "clip" | "blank";
      readonly read: Partial<ReadSettings>;
    };

export interface NeedleAsk extends Pick<AskLongOptions, "chunks" | "relevance"> {
  /** By question; null: nothing is forced. */
  readonly forced: readonly NonNullable<AskLongOptions["forced"]>[] | null;
  /** True: with fewer chunks in detail than there are it did not fit. */
  readonly needsAll: boolean;
}

export interface EvalNeedleArgs {
  readonly spec: ClipSpec;
  readonly look: NeedleLook;
  /** Of one look. */
  readonly asks: readonly NeedleAsk[];
  readonly questions: readonly {
    readonly tries: readonly string[];
    /** That hold what is asked about. */
    readonly chunks: readonly number[];
  }[];
}

/** By ask: what came of it, or in a few words why it did not fit. */
export interface EvalNeedleValue {
  readonly runs: readonly (NeedleRun | { readonly unfit: string })[];
}

export interface NeedleRun {
  /** From the file to the first question. */
  readonly readMs: number;
  /** By question, by try. */
  readonly samples: readonly (readonly NeedleTry[])[];
}

export interface NeedleTry {
  readonly got: string;
  /** Entries of the cache that are of the video, and the cache's bytes at the end. */
  readonly entries: number;
  readonly kvBytes: number;
  readonly firstTokenMs: number;
  /** Which of the needles' chunks were in detail, and the place of each by relevance, 1 = first; null for a sample. */
  readonly chunks: {
    readonly detailed: number;
    readonly found: number;
    readonly ranks: readonly number[];
  } | null;
}

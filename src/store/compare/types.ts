// A comparison: some questions, each answered with all tokens and by every column, and what each column loses.

import type { PlainError } from "../../base/errors.ts";
import type {
  FramesAnswer,
  Grid,
  Looked,
  Looking,
  PlanRequest,
  Quality,
} from "../../engine/api.ts";
import type { Count } from "../video/types.ts";

/** The most columns beside the one with all tokens, and the most questions. */
export const MOST_COLUMNS = 8;
export const MOST_QUESTIONS = 8;

/** What a column asks with: a plan, and a model and a number of frames where they are not those in use. */
export interface ColumnRequest extends PlanRequest {
  /** The model's id. Default: the model in use. */
  readonly modelId?: string | undefined;
  /** The number of frames, 1–64. Default: as those of the open video were chosen. */
  readonly frames?: number | undefined;
}

/** What the next comparison will be. */
export interface CompareSetup {
  /** The columns; null for the retentions of the method in use, which then follow the reader's choices. */
  readonly columns: readonly ColumnRequest[] | null;
  readonly questions: readonly string[];
}

/** How far an answer is from the one with all tokens. */
export interface Agreement {
  readonly sameAnswer: boolean;
  /** The mean KL divergence over the full answer's tokens, nats; null when it was not measured. */
  readonly kl: number | null;
}

/** One question in one column. */
export type CellState =
  | { readonly phase: "waiting" }
  | { readonly phase: "running"; readonly text: string }
  | {
      readonly phase: "done";
      readonly report: FramesAnswer;
      /** Null for the column with all tokens itself, and when that failed. */
      readonly agreement: Agreement | null;
      /** Whether the answer is right; null where the right one is not known. */
      readonly isRight: boolean | null;
    }
  | { readonly phase: "failed"; readonly error: PlainError }
  | { readonly phase: "stopped" };

/** How well a column's tokens stand for all, which no question changes. */
export type QualityState =
  | { readonly phase: "waiting" }
  | { readonly phase: "running" }
  | { readonly phase: "done"; readonly quality: Quality }
  /** For methods that choose tokens when a question is asked. */
  | { readonly phase: "undefined" }
  | { readonly phase: "failed"; readonly error: PlainError }
  | { readonly phase: "stopped" };

/** The frames that a column looked at, and the model that did. */
export interface ColumnLook {
  /** The number of frames, or of steps of several. */
  readonly frames: number;
  readonly looked: Looked;
  /** The tokens of a frame. */
  readonly grid: Grid;
  readonly precision: string;
  /** Whether the model was trained to answer in the words of `ComparedQuestion.answer`. */
  readonly isTrained: boolean;
}

export interface ComparedColumn {
  /** Of its plan. */
  readonly name: string;
  /** Model and frames are named where they are not the comparison's own. */
  readonly request: ColumnRequest;
  /** Whether it keeps all tokens, so that those of the same model and frames are compared with it; the first of these. */
  readonly isReference: boolean;
  /** Missing until its model and frames are there, and for those of the comparison itself. */
  readonly look?: ColumnLook | undefined;
  /** By question. */
  readonly cells: readonly CellState[];
  readonly quality: QualityState;
}

export interface ComparedQuestion {
  readonly text: string;
  /** The right answer, in the words of the model's own world; null where it is not known. */
  readonly answer: string | null;
}

/** What a comparison is about, so that it can be made again. */
export interface ComparedVideo {
  /** `VideoFile.key`. */
  readonly fileKey: number;
  readonly name: string;
  /** The file's name in `samples/`, for a sample. */
  readonly sample: string | null;
  /** The number of frames, or of steps of several. */
  readonly frames: number;
  readonly looking: Looking;
  readonly looked: Looked;
  /** The tokens of a frame. */
  readonly grid: Grid;
}

export interface Comparison {
  readonly id: number;
  readonly phase: "running" | "done" | "stopped";
  readonly questions: readonly ComparedQuestion[];
  readonly columns: readonly ComparedColumn[];
  readonly video: ComparedVideo;
  readonly modelId: string;
  /** Whether the model was trained to answer in the words of `ComparedQuestion.answer`. */
  readonly isTrained: boolean;
}

/** What the next columns wait for. */
export type Preparation =
  /** `isBack` for the model that was in use, at the end. */
  | {
      readonly kind: "model";
      readonly modelId: string;
      readonly isBack: boolean;
      readonly count: Count;
    }
  | { readonly kind: "frames"; readonly count: Count };

export interface CompareState {
  readonly setup: CompareSetup;
  /** Null while nothing is waited for. */
  readonly preparation: Preparation | null;
  /** All comparisons of this visit, the oldest first. */
  readonly list: readonly Comparison[];
  /** The comparison on show; null shows the setup. */
  readonly shown: number | null;
}

export interface CompareActions {
  readonly setCompareColumns: (columns: readonly ColumnRequest[] | null) => void;
  readonly setCompareQuestions: (questions: readonly string[]) => void;
  /** Runs the setup, with one question more if one is given; does nothing while something is being answered. */
  readonly runCompare: (question?: string) => Promise<void>;
  /** Asks with all frames and without those that are left out, and shows both; does nothing where none are to be. */
  readonly compareWithout: (question: string) => Promise<void>;
  /** Runs a comparison once more, beside the first. */
  readonly repeatComparison: (id: number) => Promise<void>;
  /** Shows a comparison, or the setup. */
  readonly showComparison: (id: number | null) => void;
  /** Takes a comparison's columns and questions into the setup, and shows that. */
  readonly changeComparison: (id: number) => void;
  /** Removes a comparison, and stops it when it is running. */
  readonly removeComparison: (id: number) => void;
}

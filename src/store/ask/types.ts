// Questions and their answers.

import type { PlainError } from "../../base/errors.ts";
import type {
  Answer,
  ChunkChoice,
  FramesAnswer,
  Looked,
  Looking,
  Plan,
  PlanRequest,
  RelevanceId,
  WholeAnswer,
} from "../../engine/api.ts";
import type { ForcedChunks } from "../whole/types.ts";

export type TurnState<A extends Answer = Answer> =
  /** The question was asked; nothing has come back yet. */
  | { readonly phase: "waiting" }
  /** `before` is the report of what had been said, where the answer goes on; else null. */
  | { readonly phase: "streaming"; readonly firstTokenMs: number; readonly before: A | null }
  | { readonly phase: "done"; readonly report: A }
  | { readonly phase: "stopped"; readonly report: A | null }
  | { readonly phase: "failed"; readonly error: PlainError };

/** A question and its answer, in whichever way the video is looked at. */
export interface TurnOf<A extends Answer> {
  readonly id: number;
  readonly question: string;
  /** The lines of subtitles that the model was given with it. */
  readonly subtitles: readonly string[];
  /** How many of the turns before the model is given; null until that is known. */
  readonly earlier: number | null;
  /** The most tokens that the answer could have. */
  readonly maxTokens: number;
  /** The text so far; the whole answer at the end. */
  readonly text: string;
  /** The number of pieces that have come, one for each token. */
  readonly pieces: number;
  /** When the last piece came, in milliseconds after the question; 0 before the first. */
  readonly lastPieceMs: number;
  readonly state: TurnState<A>;
  readonly fileKey: number;
  readonly videoName: string;
  /** Whether the video is one of the samples. */
  readonly isSample: boolean;
  /** The model that answers; null until there is one. */
  readonly model: AnsweringModel | null;
  /** The right answer, a sample's or one that the reader gave; null where none is known. */
  readonly known: string | null;
}

export interface AnsweringModel {
  readonly id: string;
  /** Whether it was trained on the drawn world of the samples, and on nothing else. */
  readonly isTrained: boolean;
}

/** A question about frames, under a plan. */
export interface FramesTurn extends TurnOf<FramesAnswer> {
  readonly kind: "frames";
  readonly request: PlanRequest;
  readonly frames: number;
  /** The choices by which the frames were looked at, and what came of them. */
  readonly looking: Looking;
  readonly looked: Looked;
  /** The receipt: what the answer used. Null only when no plan was on show yet. */
  readonly plan: Plan | null;
}

/** A question about a memory. */
export interface WholeTurn extends TurnOf<WholeAnswer> {
  readonly kind: "whole";
  readonly asked: {
    readonly chunks: number;
    readonly relevance: RelevanceId;
    readonly forced: ForcedChunks;
  };
  /** The memory that was asked; another reading of the same file is another one. */
  readonly videoId: number;
  /** The number of chunks that had been read. */
  readonly chunkCount: number;
  /** How far into the video that was, in seconds; null where all of it had been read. */
  readonly readSec: number | null;
  readonly durationSec: number;
  /** The receipt: what the answer used. Null until the engine has chosen. */
  readonly choice: ChunkChoice | null;
}

export type Turn = FramesTurn | WholeTurn;

/** A list of questions, asked one after another. */
export interface Batch {
  readonly questions: readonly string[];
  /** The turn in which each question was asked last; null where it was not asked yet. */
  readonly turnIds: readonly (number | null)[];
  readonly isRunning: boolean;
  /** The video that they are about. */
  readonly fileKey: number;
  readonly videoName: string;
}

export interface AskActions {
  readonly setDraft: (draft: string) => void;
  /** Asks one question at a time; does nothing while one is being answered, or for a blank text. */
  readonly ask: (question: string) => Promise<void>;
  /** Asks a list of questions one after another, each on its own, until it is stopped. */
  readonly askBatch: (questions: readonly string[]) => Promise<void>;
  /** Asks those questions of the list that have no answer, where its video is open. */
  readonly goOnWithBatch: () => Promise<void>;
  /** Forgets the list of questions; its turns stay. Does nothing while it is being asked. */
  readonly leaveBatch: () => void;
  /** Stops the answer, the list of questions or the comparison that is running. */
  readonly stop: () => void;
  /** Asks a failed or stopped turn's question once more. */
  readonly askAgain: (turnId: number) => Promise<void>;
  /** Asks a changed question in the place of a turn and of those after it, which Undo brings back. */
  readonly askInstead: (turnId: number, question: string) => Promise<void>;
  /** Goes on with an answer that was cut off or stopped, by the length of answers, where its video is open as it was. */
  readonly goOn: (turnId: number) => Promise<void>;
  /** Gives the right answer to a turn's question, and to the same question about the same video; null takes it back. */
  readonly setKnown: (turnId: number, known: string | null) => void;
  readonly clearTurns: () => void;
}

// What the page knows of a video that is read whole, chunk by chunk, and of the memories that were saved.

import type { PlainError } from "../../base/errors.ts";
import type {
  WholeVideo,
  MemoryUse,
  ReadChunk,
  RelevanceId,
  SavedMemory,
  Scorer,
  Shares,
} from "../../engine/api.ts";
import type { Count, StripFrame } from "../video/types.ts";

/** How a file is looked at: `auto` goes by its length. */
export type LookingWay = "auto" | "frames" | "whole";

/** How a video is read; another choice takes another reading. */
export interface ReadChoices {
  readonly framesPerSec: number;
  readonly shares: Shares;
  readonly scorer: Scorer;
}

export interface WholeChoices extends ReadChoices {
  /** Of the file that is open. */
  readonly way: LookingWay;
  /** Chunks that a question gets in detail, beside the first and the last. */
  readonly chunks: number;
  readonly relevance: RelevanceId;
}

/** What the reader decided for single chunks: true always in detail, false never. */
export type ForcedChunks = ReadonlyMap<number, boolean>;

export type ReadingState =
  | {
      readonly phase: "reading";
      /** A saved memory comes from the disk, without its video. */
      readonly from: "video" | "disk";
      /** What it becomes when the chunk that is being read is in; null while it goes on. */
      readonly ending: "paused" | "stopped" | null;
      /** Null until a chunk has been timed. */
      readonly leftMs: number | null;
    }
  | { readonly phase: "paused" }
  /** The reader has enough; it can still be read on. */
  | { readonly phase: "stopped" }
  /** The file gave no more frames. */
  | { readonly phase: "ended" }
  | { readonly phase: "done" }
  | { readonly phase: "failed"; readonly error: PlainError };

export type Saving =
  | { readonly phase: "none" }
  | { readonly phase: "running"; readonly progress: Count | null }
  | { readonly phase: "done"; readonly memory: SavedMemory }
  | { readonly phase: "failed"; readonly error: PlainError };

/** A file with a memory of what has been read of it; it can be asked from its first chunk on. */
export interface WholeLook {
  readonly kind: "whole";
  readonly video: WholeVideo;
  /** In time order; every frame that was read, or one a chunk where there are very many. */
  readonly strip: readonly StripFrame[];
  /** In time order, those that have been read. */
  readonly chunks: readonly ReadChunk[];
  /** Of all frames in `chunks`, seconds. */
  readonly timesSec: readonly number[];
  readonly use: MemoryUse;
  readonly reading: ReadingState;
  /** Time that the reading took in this visit. */
  readonly readMs: number;
  readonly saving: Saving;
  /** What it was opened from, when it was saved in an earlier visit. */
  readonly savedAs: SavedMemory | null;
  readonly forced: ForcedChunks;
  /** The turn whose chunks are on show; null for the last one. */
  readonly shownTurn: number | null;
  /** Why the last file that was offered is not this video's. */
  readonly fileError: PlainError | null;
}

export type SavedPhase =
  | { readonly phase: "unknown" }
  | {
      readonly phase: "ready";
      readonly memories: readonly SavedMemory[];
      /** Why the last deletion did not happen. */
      readonly error: PlainError | null;
    }
  | { readonly phase: "failed"; readonly error: PlainError };

export interface WholeActions {
  /** Looks at the open file, or the one that failed, in the other way. A memory stays beside its video's frames. */
  readonly setWay: (way: "frames" | "whole") => Promise<void>;
  /** What the next reading does; what has been read stays. */
  readonly chooseReading: (change: Partial<ReadChoices>) => void;
  /** Reads the open video from its beginning, as chosen. */
  readonly readAgain: () => Promise<void>;
  readonly setChunks: (chunks: number) => void;
  readonly setRelevance: (relevance: RelevanceId) => void;

  /** Ends after the chunk that is being read. */
  readonly pauseReading: () => void;
  readonly stopReading: () => void;
  readonly readOn: () => Promise<void>;
  /** Gives an opened memory its video, if it is the one. */
  readonly attachFile: (file: File) => void;

  /** Null leaves the chunk to its relevance. */
  readonly forceChunk: (chunk: number, isDetailed: boolean | null) => void;
  /** Asks the last question about this video once more, with the choices of now. */
  readonly askLastAgain: () => Promise<void>;
  readonly showTurn: (turnId: number | null) => void;

  readonly saveMemory: () => Promise<void>;
  readonly stopSaving: () => void;
  readonly refreshSaved: () => Promise<void>;
  /** Takes the model that read it into use first, when that is another one. */
  readonly openSaved: (memory: SavedMemory) => Promise<void>;
  readonly deleteSaved: (id: string) => Promise<void>;
}

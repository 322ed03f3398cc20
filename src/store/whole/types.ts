// What the page knows of a video that is read whole, chunk by chunk, and of the memories that were saved.

import type { PlainError } from "../../base/errors.ts";
import type {
  ChapterNote,
  WholeVideo,
  MemoryUse,
  ReadChunk,
  RelevanceId,
  SavedContent,
  SavedMemory,
  Scorer,
  Shares,
} from "../../engine/api.ts";
import type { LiveLook } from "../live/types.ts";
import type { Count, StripFrame } from "../video/types.ts";

/** How a file is looked at; with `auto` its length decides. */
export type LookingWay = "auto" | "frames" | "whole";

/** How a video is read; it must be read again after a change. */
export interface ReadChoices {
  readonly framesPerSec: number;
  readonly shares: Shares;
  readonly scorer: Scorer;
}

export interface WholeChoices extends ReadChoices {
  /** How the file that is open is looked at. */
  readonly way: LookingWay;
  /** The number of chunks that a question gets in detail, besides the first and the last. */
  readonly chunks: number;
  readonly relevance: RelevanceId;
}

/** What the reader decided for single chunks: true for always in detail, false for never. */
export type ForcedChunks = ReadonlyMap<number, boolean>;

export type ReadingState =
  | {
      readonly phase: "reading";
      /** Where it is read from; a saved memory comes from the disk, without its video. */
      readonly from: "video" | "disk" | "live";
      /** The phase that follows when the current chunk was read; null while the reading goes on. */
      readonly ending: "paused" | "stopped" | null;
      /** The time left, estimated; null until a chunk has been timed. */
      readonly leftMs: number | null;
    }
  | { readonly phase: "paused" }
  /** The reader has stopped it; it can still be read on. */
  | { readonly phase: "stopped" }
  /** The file gave no more frames before its end. */
  | { readonly phase: "ended" }
  | { readonly phase: "done" }
  | { readonly phase: "failed"; readonly error: PlainError };

export type Saving =
  | { readonly phase: "none" }
  | { readonly phase: "running"; readonly progress: Count | null }
  | { readonly phase: "done"; readonly memory: SavedMemory }
  | { readonly phase: "failed"; readonly error: PlainError };

/** A file with a memory of what has been read of it, which can be asked about from its first chunk on. */
export interface WholeLook {
  readonly kind: "whole";
  readonly video: WholeVideo;
  /** The pictures in time order: of every frame that was read, or one a chunk where there are very many. */
  readonly strip: readonly StripFrame[];
  /** The chunks that were read, in time order. */
  readonly chunks: readonly ReadChunk[];
  /** The times of all frames in `chunks`, in seconds. */
  readonly timesSec: readonly number[];
  readonly use: MemoryUse;
  readonly reading: ReadingState;
  /** How long the rest takes, where the reading waits for the reader because nobody asked for it; null where it does not. */
  readonly awaitsMs: number | null;
  /** The time that the reading took in this visit. */
  readonly readMs: number;
  readonly saving: Saving;
  /** The memory on the disk that it was opened from, saved or not; null for one that was read in this visit. */
  readonly savedAs: SavedMemory | null;
  readonly forced: ForcedChunks;
  /** The id of the turn whose chunks are shown; null for the last one. */
  readonly shownTurn: number | null;
  /** The source that it is, or was, read from as it happened; null for a file, and for a memory from the disk. */
  readonly live: LiveLook | null;
  /** The error that the file chosen last is another one than this video's; null without one. */
  readonly fileError: PlainError | null;
}

/** A memory that was open when the page was left. What was read of it is on the disk. */
export interface KeptReading {
  readonly savedId: string;
  readonly fileKey: number;
  /** Whether it was being read, so that it goes on. */
  readonly isReading: boolean;
  /** Whether nothing had been read yet. */
  readonly isEmpty: boolean;
  /** Whether the video's frames were looked at, beside it. */
  readonly isBeside: boolean;
  /** The turns about it. */
  readonly turnIds: readonly number[];
}

export type SavedPhase =
  | { readonly phase: "unknown" }
  | { readonly phase: "ready"; readonly memories: readonly SavedMemory[] }
  | { readonly phase: "failed"; readonly error: PlainError };

/** What happens in each chunk of a memory, as far as it was said. */
export interface ChaptersState {
  /** The id of the memory's video. */
  readonly videoId: number;
  readonly notes: readonly ChapterNote[];
  readonly making:
    | { readonly phase: "rest" }
    | { readonly phase: "running" }
    | { readonly phase: "failed"; readonly error: PlainError };
}

/** A memory that comes out of a file. */
export interface MemoryImport {
  /** The file's name. */
  readonly name: string;
  readonly progress: Count | null;
}

/** What is done with saved memories as files, and with what is said of them. */
export interface NotesActions {
  /** Returns a saved memory as a file for another computer, with what was asked about it; null, with a notice, where that fails. */
  readonly exportSaved: (id: string) => Promise<File | null>;
  /** Puts a memory out of such a file on the disk; a notice says what came of it. */
  readonly importMemory: (file: File) => Promise<void>;
  readonly stopImport: () => Promise<void>;

  /** Looks for the chapters that were kept with the open memory, and for what was watched for in it. */
  readonly refreshNotes: () => Promise<void>;
  /** Makes those that are missing, while nothing else is asked or read. */
  readonly makeChapters: () => Promise<void>;
  readonly stopChapters: () => Promise<void>;
  /** Returns what is in a saved memory for people; null, with a notice, where that fails. */
  readonly savedContent: (id: string) => Promise<SavedContent | null>;
}

export interface WholeActions extends NotesActions {
  /** Looks at the open file, or the one that failed, in the other way. A memory is kept beside its video's frames. */
  readonly setWay: (way: "frames" | "whole") => Promise<void>;
  /** Changes how the next reading is done; what was read stays. */
  readonly chooseReading: (change: Partial<ReadChoices>) => void;
  /** Reads the open video from its beginning with the choices of now. What was read before stays until that is done. */
  readonly readAgain: () => Promise<void>;
  /** Goes back to what was read before, and drops the reading that was to replace it. */
  readonly goBackToEarlier: () => Promise<void>;
  readonly setChunks: (chunks: number) => void;
  readonly setRelevance: (relevance: RelevanceId) => void;

  /** Pauses the reading after the current chunk. */
  readonly pauseReading: () => void;
  readonly stopReading: () => void;
  readonly readOn: () => Promise<void>;
  /** Gives a memory from the disk its video, if `file` is the right one. A reading that the page had left goes on. */
  readonly attachFile: (file: File) => void;
  /** The same with the file that the browser knows; it may ask the reader for permission. */
  readonly attachKnownFile: () => Promise<void>;

  /** Decides whether a chunk is in detail; with null its relevance decides again. */
  readonly forceChunk: (chunk: number, isDetailed: boolean | null) => void;
  /** Asks the last question about this video again with the choices of now. */
  readonly askLastAgain: () => Promise<void>;
  readonly showTurn: (turnId: number | null) => void;

  readonly saveMemory: () => Promise<void>;
  readonly stopSaving: () => void;
  readonly refreshSaved: () => Promise<void>;
  /** Opens a saved memory; if another model read it, that one is loaded first. */
  readonly openSaved: (memory: SavedMemory) => Promise<void>;
  /** Takes a saved memory off the list, and some seconds later off the disk. */
  readonly deleteSaved: (id: string) => Promise<void>;
}

// What crosses the border between the page and the worker: plain data and transferables only.

import type { PlainError } from "../base/errors.ts";
import type {
  AskLongOptions,
  AskOptions,
  Engine,
  EngineEvent,
  FrameSeen,
  GraphRuntime,
  LoadProgress,
  LongChoice,
  Looking,
  LongVideo,
  MemoryUse,
  ModelSource,
  PlanRequest,
  ReadChunk,
  ReadSettings,
  VideoFacts,
  VideoProgress,
} from "./api.ts";

/** The engine's calls, with arguments that can be copied. */
export interface Calls {
  loadModel: { source: ModelSource; runtime: GraphRuntime };
  unloadModel: Record<string, never>;
  openVideo: { file: Blob; name: string; looking: Looking };
  plan: { videoId: number; request: PlanRequest };
  ask: { videoId: number; question: string; options: Omit<AskOptions, "signal"> };
  closeVideo: { videoId: number };
  readVideo: {
    file: Blob;
    name: string;
    hostBytes: number | undefined;
    settings: Partial<ReadSettings>;
  };
  /** `file`: null when it is known already. */
  readOn: { videoId: number; file: Blob | null };
  askLong: {
    videoId: number;
    question: string;
    options: Omit<AskLongOptions, "signal" | "onChoice">;
  };
  closeLong: { videoId: number };
  saveLong: { videoId: number };
  savedMemories: Record<string, never>;
  openSaved: { savedId: string; hostBytes: number | undefined };
  deleteSaved: { savedId: string };
  score: {
    features: Float32Array;
    dims: readonly [frames: number, tokens: number, width: number];
    request: PlanRequest;
  };
  counters: Record<string, never>;
  loseDevice: Record<string, never>;
}

/** In chunks. */
export interface StorageProgress {
  readonly done: number;
  readonly total: number;
}

export type CallName = keyof Calls & keyof Engine;

/** What a call may tell before it ends. */
export type Note =
  | { readonly kind: "load"; readonly progress: LoadProgress }
  | { readonly kind: "facts"; readonly facts: VideoFacts }
  | { readonly kind: "frame"; readonly frame: FrameSeen }
  | { readonly kind: "progress"; readonly progress: VideoProgress }
  | { readonly kind: "piece"; readonly text: string }
  | { readonly kind: "choice"; readonly choice: LongChoice }
  | { readonly kind: "long-opened"; readonly video: LongVideo }
  | { readonly kind: "chunk"; readonly chunk: ReadChunk; readonly use: MemoryUse }
  | { readonly kind: "storage"; readonly progress: StorageProgress };

export type ToWorker =
  | {
      readonly kind: "call";
      readonly id: number;
      readonly name: CallName;
      readonly args: Calls[CallName];
    }
  | { readonly kind: "abort"; readonly id: number };

export type FromWorker =
  | { readonly kind: "note"; readonly id: number; readonly note: Note }
  | { readonly kind: "done"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly error: PlainError }
  | { readonly kind: "event"; readonly event: EngineEvent };

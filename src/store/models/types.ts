// What the page knows of models: the one in use, what is stored, what is arriving, what is being checked.

import type { PlainError } from "../../base/errors.ts";
import type { ModelInfo, ModelSource, RuntimeChoice } from "../../engine/api.ts";
import type {
  DownloadProgress,
  HubSettings,
  StorageSpace,
  StoredModel,
  VerifyProgress,
} from "../../engine/models.ts";

export type ModelPhase =
  | { readonly phase: "idle" }
  | {
      readonly phase: "loading";
      readonly id: string;
      readonly file: string;
      /** The bytes of all files seen so far; `totalBytes` is 0 until the server has told it. */
      readonly doneBytes: number;
      readonly totalBytes: number;
      /** The model that was in use, and is again if this one cannot be loaded; null without one. */
      readonly before: ModelInfo | null;
    }
  | { readonly phase: "ready"; readonly info: ModelInfo }
  /** The model was not used for a while and left the GPU; the next question loads it again. */
  | { readonly phase: "unloaded"; readonly info: ModelInfo }
  | { readonly phase: "failed"; readonly id: string; readonly error: PlainError };

export type StoredPhase =
  | { readonly phase: "unknown" }
  | {
      readonly phase: "ready";
      readonly models: readonly StoredModel[];
      /** The storage space; null when the browser does not tell it. */
      readonly space: StorageSpace | null;
    }
  | { readonly phase: "failed"; readonly error: PlainError };

/** The bytes that had arrived when it stopped. */
interface Arrived {
  readonly precisionId: string;
  readonly doneBytes: number;
  /** The bytes of all files; 0 until the hub has listed them. */
  readonly totalBytes: number;
}

export type DownloadState =
  | {
      readonly phase: "running";
      readonly precisionId: string;
      /** The progress; null until the store's first report. */
      readonly progress: DownloadProgress | null;
    }
  | ({ readonly phase: "paused" } & Arrived)
  | ({ readonly phase: "failed"; readonly error: PlainError } & Arrived);

export type CheckState =
  | { readonly phase: "running"; readonly progress: VerifyProgress | null }
  | { readonly phase: "good" }
  | { readonly phase: "bad"; readonly paths: readonly string[] }
  | { readonly phase: "failed"; readonly error: PlainError };

/** What is remembered on this computer; the token is kept in `ModelsState` only. */
export interface ModelSettings {
  readonly hubUrl: string;
  /** The minutes without a question after which a downloaded model leaves the GPU; 0 means never. */
  readonly idleMinutes: number;
  /** Where models compute. */
  readonly runtime: RuntimeChoice;
  /** The stored model that was in use last; null for the embedded one. */
  readonly lastModel: { readonly id: string; readonly precisionId: string } | null;
}

export interface ModelsState {
  readonly stored: StoredPhase;
  /** The downloads by repository. */
  readonly downloads: Readonly<Record<string, DownloadState>>;
  readonly checks: Readonly<Record<string, CheckState>>;
  readonly hub: HubSettings;
  readonly idleMinutes: number;
  readonly runtime: RuntimeChoice;
  /** Main memory as the browser reports it; undefined when it does not. */
  readonly deviceMemoryGb: number | undefined;
}

export interface ModelsActions {
  readonly loadModel: (source: ModelSource) => Promise<void>;
  /** Returns the model in use; without one, loads that of the last visit or the embedded one. */
  readonly ensureModel: () => Promise<ModelInfo>;
  /** Reads what is stored and how much space is left. */
  readonly refreshModels: () => Promise<void>;
  /** Starts or continues a download, one at a time. The model is taken into use when it is complete. */
  readonly downloadModel: (id: string, precisionId: string) => Promise<void>;
  readonly pauseDownload: (id: string) => void;
  /** Stops, and deletes what has arrived of a model that was never complete. */
  readonly cancelDownload: (id: string) => Promise<void>;
  /** Loads the embedded model or a stored one; without a precision, the best stored one. */
  readonly takeModel: (id: string, precisionId?: string) => Promise<void>;
  /** Reads a stored model and compares it with its digests. */
  readonly checkModel: (id: string) => Promise<void>;
  readonly stopCheck: (id: string) => void;
  /** Takes a stored model off the list, and some seconds later off the disk; one in use is replaced by the embedded one. */
  readonly deleteModel: (id: string) => Promise<void>;
  /** Asks the browser not to evict what is stored. */
  readonly persistModels: () => Promise<void>;
  /** Remembers the address, keeps the token in memory. @throws AppError `hub-address`. */
  readonly setHub: (hub: HubSettings) => void;
  readonly setIdleMinutes: (minutes: number) => void;
  /** Says where models compute; the one in use is loaded again. */
  readonly setRuntime: (runtime: RuntimeChoice) => Promise<void>;
}

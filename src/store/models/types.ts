// What the page knows of models that are not in use: what is stored, what is arriving, what is being checked.

import type { PlainError } from "../../base/errors.ts";
import type {
  DownloadProgress,
  HubSettings,
  StorageSpace,
  StoredModel,
  VerifyProgress,
} from "../../engine/models.ts";

export type StoredPhase =
  | { readonly phase: "unknown" }
  | {
      readonly phase: "ready";
      readonly models: readonly StoredModel[];
      /** Null where the browser does not say. */
      readonly space: StorageSpace | null;
    }
  | { readonly phase: "failed"; readonly error: PlainError };

/** Bytes that had arrived when it stopped. */
interface Arrived {
  readonly precisionId: string;
  readonly doneBytes: number;
  /** 0 while the hub has not said. */
  readonly totalBytes: number;
}

export type DownloadState =
  | {
      readonly phase: "running";
      readonly precisionId: string;
      /** Null until the first word of the store. */
      readonly progress: DownloadProgress | null;
    }
  | ({ readonly phase: "paused" } & Arrived)
  | ({ readonly phase: "failed"; readonly error: PlainError } & Arrived);

export type CheckState =
  | { readonly phase: "running"; readonly progress: VerifyProgress | null }
  | { readonly phase: "good" }
  | { readonly phase: "bad"; readonly paths: readonly string[] }
  | { readonly phase: "failed"; readonly error: PlainError };

/** Remembered on this computer; the token is not, and stands in `ModelsState` only. */
export interface ModelSettings {
  readonly hubUrl: string;
  /** Minutes without a question after which a downloaded model leaves the GPU; 0: never. */
  readonly idleMinutes: number;
  /** The stored model that was in use last; null for the embedded one. */
  readonly lastModel: { readonly id: string; readonly precisionId: string } | null;
}

export interface ModelsState {
  readonly stored: StoredPhase;
  /** By repository. */
  readonly downloads: Readonly<Record<string, DownloadState>>;
  readonly checks: Readonly<Record<string, CheckState>>;
  readonly hub: HubSettings;
  readonly idleMinutes: number;
  /** What the browser says of main memory; undefined where it does not. */
  readonly deviceMemoryGb: number | undefined;
}

export interface ModelsActions {
  /** Reads what is stored and how much room is left. */
  readonly refreshModels: () => Promise<void>;
  /** Starts or goes on; one at a time. The model is taken into use when it is whole. */
  readonly downloadModel: (id: string, precisionId: string) => Promise<void>;
  readonly pauseDownload: (id: string) => void;
  /** Stops, and deletes what has arrived of a model that was never whole. */
  readonly cancelDownload: (id: string) => Promise<void>;
  /** Loads the embedded model or a stored one. Without a precision the best one that is stored. */
  readonly takeModel: (id: string, precisionId?: string) => Promise<void>;
  /** Reads a stored model and compares it with its digests. */
  readonly checkModel: (id: string) => Promise<void>;
  readonly stopCheck: (id: string) => void;
  readonly deleteModel: (id: string) => Promise<void>;
  /** Asks the browser not to evict what is stored. */
  readonly persistModels: () => Promise<void>;
  /** Remembers the address, keeps the token in memory. @throws AppError `hub-address`. */
  readonly setHub: (hub: HubSettings) => void;
  readonly setIdleMinutes: (minutes: number) => void;
}

// The interface of the weights store: it fetches a model of a hub, keeps it on this disk, checks it, hands it out, and
// deletes it. Types only; `createWeights()` in src/engine/weights-client.ts implements it with a worker of its own.

export interface HubSettings {
  /** The hub's origin and optional path, e.g. "https://huggingface.co"; a trailing slash is ignored. */
  readonly baseUrl: string;
  /** An access token. It is kept in memory only, and sent to the origin of `baseUrl` only. */
  readonly token: string | null;
}

export interface WantedFile {
  /** The path inside the repository, e.g. "onnx/vision_encoder_q4.onnx". */
  readonly path: string;
  /** Whether the model runs without the file, so that a repository may lack it. */
  readonly isOptional?: boolean;
}

export interface DownloadRequest {
  /** The repository, "org/name". */
  readonly repo: string;
  /** A branch, tag or commit, resolved once to the commit that the hub names, which is then pinned. */
  readonly revision: string;
  /** The files to keep. External data beside a graph (`x.onnx_data`, `x.onnx_data_1`, …) is found and added. */
  readonly files: readonly WantedFile[];
  /** Single tensors of a large safetensors file, fetched by Range and kept as a small file of the same path. */
  readonly tensors?: { readonly path: string; readonly names: readonly string[] };
}

export type DownloadPhase = "asking" | "waiting-for-tab" | "checking" | "downloading" | "retrying";

/** The progress over all files of the request. `doneBytes` never falls within one call. */
export interface DownloadProgress {
  /**
   * "asking": the hub is asked for its files; "waiting-for-tab": another tab fetches this model; "checking": stored
   * bytes are checked; "retrying": the last try failed, and the next one starts soon.
   */
  readonly phase: DownloadPhase;
  readonly doneBytes: number;
  /** The bytes of all files; 0 until the hub has listed them. */
  readonly totalBytes: number;
  /** The rate over the last seconds; 0 when nothing arrives. */
  readonly bytesPerSec: number;
  /** The estimated time left; null until a rate is known. */
  readonly secondsLeft: number | null;
  /** The path of the file in work; empty when there is none. */
  readonly file: string;
  /** The number of the try of a file, starting at 1. */
  readonly attempt: number;
}

export interface VerifyProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly file: string;
}

export interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  /** The digest in hex; empty for an incomplete file. */
  readonly sha256: string;
}

export interface StoredModel {
  readonly repo: string;
  /** The commit that the files belong to. */
  readonly commit: string;
  readonly files: readonly StoredFile[];
  /** The bytes of all files when complete. */
  readonly bytes: number;
  /** When the download was completed, or else begun, in milliseconds since 1970. */
  readonly addedAtMs: number;
  readonly isComplete: boolean;
  /** False when it could not be written to the disk and lives in memory until the page is closed. */
  readonly isKept: boolean;
  /** The bytes that are stored: all of them when complete. */
  readonly doneBytes: number;
}

export interface StorageSpace {
  readonly usageBytes: number;
  readonly quotaBytes: number;
  /** Whether the browser promised not to evict what is stored. */
  readonly isPersisted: boolean;
}

/** The weights store. Every failure is an `AppError`; a stop by the signal is an AbortError. */
export interface Weights {
  /** Returns all stored models, complete and incomplete, by name, without using the network. */
  list(): Promise<StoredModel[]>;
  /**
   * Fetches what is missing and returns the complete model. Aborting the signal pauses: what has arrived stays, and the
   * same call resumes. To cancel, pause and then `remove`.
   */
  download(
    request: DownloadRequest,
    hub: HubSettings,
    options?: { onProgress?: (progress: DownloadProgress) => void; signal?: AbortSignal },
  ): Promise<StoredModel>;
  /**
   * Returns the files by path, as Blobs backed by the disk (or memory). With `paths`, returns only these and the
   * external data beside them, which may be complete while another precision is still on its way.
   * @throws AppError when a file is missing or incomplete.
   */
  open(repo: string, paths?: readonly string[]): Promise<ReadonlyMap<string, Blob>>;
  /**
   * Reads everything and compares it with the digests taken on arrival. `bad` lists the paths of damaged files; their
   * damaged parts are marked, the model counts as incomplete, and the next download fetches only those parts.
   */
  verify(
    repo: string,
    options?: { onProgress?: (progress: VerifyProgress) => void; signal?: AbortSignal },
  ): Promise<{ readonly bad: readonly string[] }>;
  /**
   * Deletes the model, complete or not; with `paths`, only these files and the external data beside them. Missing files
   * are not an error.
   */
  remove(repo: string, paths?: readonly string[]): Promise<void>;
  space(): Promise<StorageSpace>;
  /** Asks the browser not to evict what is stored; call it from a click. Returns whether it agreed. */
  persist(): Promise<boolean>;
  /** Ends the worker; running calls are aborted. */
  dispose(): void;
}

// The interface of the weights store: it fetches a model of a hub, keeps it on this disk, checks it, hands it out, and
// deletes it. Types only; `createWeights()` in src/engine/weights-client.ts implements it with a worker of its own.

/** The hub that models are fetched from. */
export interface HubSettings {
  /** Its origin and optional path, e.g. "https://huggingface.co"; a trailing slash is ignored. */
  readonly baseUrl: string;
  /** The access token, or null. It is kept in memory only, and sent to the origin of `baseUrl` and to no other. */
  readonly token: string | null;
}

/** A file of a repository that is wanted. */
export interface WantedFile {
  /** Its path inside the repository, e.g. "onnx/vision_encoder_q4.onnx". */
  readonly path: string;
  /** Whether the model runs without it, so that a repository may lack it. Default false. */
  readonly isOptional?: boolean;
}

/** Single tensors of a safetensors file that are wanted. */
export interface WantedTensors {
  /** The file's path inside the repository. */
  readonly path: string;
  /** The names of the tensors. */
  readonly names: readonly string[];
}

/** A model that is to be fetched and kept. */
export interface DownloadRequest {
  /** The repository, "org/name". */
  readonly repo: string;
  /** A branch, tag or commit; resolved once to the commit that the hub names, which is then pinned. */
  readonly revision: string;
  /** The files to keep. External data beside a graph (`x.onnx_data`, `x.onnx_data_1`, …) is found and added. */
  readonly files: readonly WantedFile[];
  /** Single tensors out of a large safetensors file, fetched by Range, kept as a small file of the same path. */
  readonly tensors?: WantedTensors;
}

/** What a download is doing; `DownloadProgress.phase` says what each means. */
export type DownloadPhase = "asking" | "waiting-for-tab" | "checking" | "downloading" | "retrying";

/** The progress over all files of the request. `doneBytes` never falls within one call. */
export interface DownloadProgress {
  /**
   * "asking": the hub is asked for its files; "waiting-for-tab": another tab fetches this model; "checking": stored
   * bytes are checked; "retrying": the last try failed, and the next one starts soon.
   */
  readonly phase: DownloadPhase;
  /** The bytes of all files that are here. */
  readonly doneBytes: number;
  /** The bytes of all files; 0 until the hub has listed them. */
  readonly totalBytes: number;
  /** The rate over the last seconds; 0 when nothing is arriving. */
  readonly bytesPerSec: number;
  /** The time that is left at this rate; null until a rate is known. */
  readonly secondsLeft: number | null;
  /** The path of the file in work; empty when none is. */
  readonly file: string;
  /** The number of the try of a file, starting at 1. */
  readonly attempt: number;
}

/** How far a check of a model's files is. */
export interface VerifyProgress {
  /** The bytes that were read and compared. */
  readonly doneBytes: number;
  /** The bytes of all files. */
  readonly totalBytes: number;
  /** The path of the file in work. */
  readonly file: string;
}

/** A file of a model on this disk. */
export interface StoredFile {
  /** Its path inside the repository. */
  readonly path: string;
  /** The bytes of the whole file. */
  readonly bytes: number;
  /** The digest of its bytes in hex; empty for an incomplete file. */
  readonly sha256: string;
}

/** A model on this disk, whole or unfinished. */
export interface StoredModel {
  /** The repository, "org/name". */
  readonly repo: string;
  /** The commit that the files belong to. */
  readonly commit: string;
  /** Its files. */
  readonly files: readonly StoredFile[];
  /** The bytes of all files when complete. */
  readonly bytes: number;
  /** When the download was completed, or begun if it is not, milliseconds since 1970. */
  readonly addedAtMs: number;
  /** Whether all of its files are here. */
  readonly isComplete: boolean;
  /** Whether it is on the disk; one that could not be written lives in memory until the page is closed. */
  readonly isKept: boolean;
  /** The bytes that are here: all of them when complete, those of the parts when not. */
  readonly doneBytes: number;
}

/** The room that the browser gives this page. */
export interface StorageSpace {
  /** The bytes that are in use. */
  readonly usageBytes: number;
  /** The bytes that may be in use. */
  readonly quotaBytes: number;
  /** Whether the browser promised not to evict what is stored. */
  readonly isPersisted: boolean;
}

/** The weights store, which `createWeights()` returns. Every failure is an `AppError` with a stable code; a call that its signal stopped ends as an AbortError. */
export interface Weights {
  /** Returns all stored models, complete and incomplete, by name, without using the network. */
  list(): Promise<StoredModel[]>;
  /**
   * Fetches what is missing and returns the complete model. Aborting the signal pauses: what has arrived stays, and the
   * same call resumes. To cancel, pause and then `remove`.
   * @throws AppError `hub-address`, `hub-unreachable`, `hub-failed`, `hub-answer`, `model-name`, `model-not-found`,
   * `model-gated`, `model-revision-missing`, `model-file-missing`, `model-bytes-wrong`, `model-weights`, `storage-full`.
   */
  download(
    request: DownloadRequest,
    hub: HubSettings,
    options?: { onProgress?: (progress: DownloadProgress) => void; signal?: AbortSignal },
  ): Promise<StoredModel>;
  /**
   * Returns the files by path, as Blobs backed by the disk (or memory). With `paths`, returns only these and the
   * external data beside them, which may be complete while another precision is still on its way; with `isAlone`, without that
   * data, which comes last.
   * @throws AppError `weights-missing` when the model is not here, `weights-incomplete` when a file is not whole.
   */
  open(
    repo: string,
    paths?: readonly string[],
    isAlone?: boolean,
  ): Promise<ReadonlyMap<string, Blob>>;
  /**
   * Reads everything and compares it with the digests taken on arrival. `bad` lists the paths of damaged files; their
   * damaged parts are marked, the model counts as incomplete, and the next download fetches only those parts.
   * @throws AppError `weights-busy` while another tab fetches the model.
   */
  verify(
    repo: string,
    options?: { onProgress?: (progress: VerifyProgress) => void; signal?: AbortSignal },
  ): Promise<{
    /** The paths of files that are not as they arrived. */
    readonly bad: readonly string[];
  }>;
  /**
   * Deletes the model, complete or not; with `paths`, only these files and the external data beside them. Missing files
   * are not an error.
   * @throws AppError `weights-busy` while another tab fetches the model.
   */
  remove(repo: string, paths?: readonly string[]): Promise<void>;
  /** Asks the browser how much room this page has. */
  space(): Promise<StorageSpace>;
  /** Asks the browser not to evict what is stored; call it from a click. Returns whether it agreed. */
  persist(): Promise<boolean>;
  /** Ends the worker; running calls are aborted. */
  dispose(): void;
}

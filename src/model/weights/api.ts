// What the weights store may be asked: fetch a model of a hub, keep it on this disk, check it, hand it out,
// forget it. Types only. `createWeights()` in src/engine/weights-client.ts answers it from a worker of its own.

export interface HubSettings {
  /** Origin and optional path, e.g. "https://huggingface.co"; a trailing slash is ignored. */
  readonly baseUrl: string;
  /** Access token. Kept in memory only, sent to the origin of `baseUrl` and to no other. */
  readonly token: string | null;
}

export interface WantedFile {
  /** Path inside the repository, e.g. "onnx/vision_encoder_q4.onnx". */
  readonly path: string;
  /** True when the model runs without it: a repository that lacks it is no failure. */
  readonly isOptional?: boolean;
}

export interface DownloadRequest {
  /** "org/name". */
  readonly repo: string;
  /** Branch, tag or commit; resolved once to the commit that the hub names, which is then pinned. */
  readonly revision: string;
  /** Files to keep. External data beside a graph (`x.onnx_data`, `x.onnx_data_1`, …) is found and added. */
  readonly files: readonly WantedFile[];
  /** Single tensors out of a large safetensors file, fetched by Range, kept as a small file of the same path. */
  readonly tensors?: { readonly path: string; readonly names: readonly string[] };
}

export type DownloadPhase = "asking" | "waiting-for-tab" | "checking" | "downloading" | "retrying";

/** One aggregate over all files of the request. `doneBytes` never falls within one call. */
export interface DownloadProgress {
  /**
   * "asking" the hub what there is; "waiting-for-tab": another tab fetches this model; "checking" what is on
   * this disk; "retrying": the last try broke, the next one starts soon.
   */
  readonly phase: DownloadPhase;
  readonly doneBytes: number;
  /** 0 until the hub has said what there is. */
  readonly totalBytes: number;
  /** Over the last seconds; 0 when nothing is arriving. */
  readonly bytesPerSec: number;
  /** Null until a rate is known. */
  readonly secondsLeft: number | null;
  /** Path of the file in work; empty when none is. */
  readonly file: string;
  /** 1 for the first try of a file, counted up by every retry. */
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
  /** Hex; empty for a file that is not whole. */
  readonly sha256: string;
}

export interface StoredModel {
  readonly repo: string;
  /** The commit that the files are of. */
  readonly commit: string;
  readonly files: readonly StoredFile[];
  /** Bytes of all files when complete. */
  readonly bytes: number;
  /** Milliseconds since 1970: when the download was completed, or begun if it is not. */
  readonly addedAtMs: number;
  readonly isComplete: boolean;
  /** False: it could not be written to this disk and lives in memory until the page is closed. */
  readonly isKept: boolean;
  /** Bytes that are here: all of them when complete, those of the parts when not. */
  readonly doneBytes: number;
}

export interface StorageSpace {
  readonly usageBytes: number;
  readonly quotaBytes: number;
  /** True when the browser promised not to evict what is stored. */
  readonly isPersisted: boolean;
}

/** Every failure is an `AppError`; a stop by the signal is an AbortError. */
export interface Weights {
  /** All models here, whole and unfinished, by name. Asks no network. */
  list(): Promise<StoredModel[]>;
  /**
   * Fetches what is missing and returns the complete model. The signal pauses: what has arrived stays, and the
   * same call resumes. To cancel is to pause and then `remove`.
   */
  download(
    request: DownloadRequest,
    hub: HubSettings,
    options?: { onProgress?: (progress: DownloadProgress) => void; signal?: AbortSignal },
  ): Promise<StoredModel>;
  /**
   * The files by path, Blobs backed by the disk (or memory). With `paths`, only these and the external data
   * beside them: they may be here while another precision is still on its way.
   * @throws AppError when one of them is not here or not whole.
   */
  open(repo: string, paths?: readonly string[]): Promise<ReadonlyMap<string, Blob>>;
  /**
   * Reads everything and compares it with the digests taken when it arrived. `bad` are paths; their rotten
   * parts are marked, the model counts as incomplete, and the next download fetches only those parts.
   */
  verify(
    repo: string,
    options?: { onProgress?: (progress: VerifyProgress) => void; signal?: AbortSignal },
  ): Promise<{ readonly bad: readonly string[] }>;
  /**
   * Deletes the model, whole or not; with `paths` only these files and the external data beside them. What is not
   * here is no failure.
   */
  remove(repo: string, paths?: readonly string[]): Promise<void>;
  space(): Promise<StorageSpace>;
  /** Asks the browser not to evict what is stored; to be called from a click. True when it agreed. */
  persist(): Promise<boolean>;
  /** Ends the worker; running calls end as aborted. */
  dispose(): void;
}

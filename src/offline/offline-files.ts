/** What the service worker keeps, as paths beside it. */
export interface OfflineFiles {
  /** Changes with any of the files. */
  readonly version: string;
  /** The page's own, the embedded model, and the samples. */
  readonly files: readonly string[];
  /** Folders of which every file is in `files`, each with its slash. */
  readonly folders: readonly string[];
  /** What computes where there is no WebGPU. */
  readonly software: readonly string[];
  /** The ONNX runtime, of which a browser needs one build. */
  readonly runtimes: { readonly jspi: readonly string[]; readonly asyncify: readonly string[] };
}

// What a worker of the fuzzer is told and tells.

/** The damaged files of a kind with the seeds `from` … `to` − 1. */
export interface Work {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
}

export type FromWorker =
  | { readonly is: "begun"; readonly kind: string; readonly seed: number }
  | { readonly is: "wrong"; readonly kind: string; readonly seed: number; readonly what: string }
  /** It waits for work. */
  | { readonly is: "done" };

/** Something that must not happen, and the file that made it happen. */
export interface Finding {
  readonly kind: string;
  readonly seed: number;
  readonly what: string;
}

// What crosses the border between the page and the weights worker: plain data only.

import type { PlainError } from "../base/errors.ts";
import type {
  DownloadProgress,
  DownloadRequest,
  HubSettings,
  VerifyProgress,
} from "../model/weights/api.ts";
import type { WeightsService } from "../model/weights/service.ts";
import type { Tuning } from "../model/weights/tuning.ts";

/** The store's calls, with arguments that can be copied. */
export interface WeightsCalls {
  list: Record<string, never>;
  download: { request: DownloadRequest; hub: HubSettings };
  open: { repo: string; paths: readonly string[] | undefined };
  verify: { repo: string };
  remove: { repo: string; paths: readonly string[] | undefined };
}

export type WeightsCallName = keyof WeightsCalls & keyof WeightsService;

export type ToWeightsWorker =
  | { readonly kind: "begin"; readonly tuning: Partial<Tuning> }
  | {
      readonly kind: "call";
      readonly id: number;
      readonly name: WeightsCallName;
      readonly args: WeightsCalls[WeightsCallName];
    }
  | { readonly kind: "abort"; readonly id: number };

export type FromWeightsWorker =
  | {
      readonly kind: "progress";
      readonly id: number;
      readonly progress: DownloadProgress | VerifyProgress;
    }
  | { readonly kind: "done"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly error: PlainError };

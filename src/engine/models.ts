// The public part of what is known of models: which there are, what this machine can run, what is stored on this disk.
// Pure data and functions for the page and other apps, which never import the layers below.

export { asLoaded, fitModel } from "../model/catalogue/fit.ts";
export type { Fit, Machine, PrecisionFit } from "../model/catalogue/fit.ts";
export type { GpuParts, MemoryNeed } from "../model/catalogue/memory-need.ts";
export { GRAPH_NAMES, graphPath, isWeights } from "../model/precision.ts";
export {
  downloadRequest,
  findModel,
  holdsPrecision,
  MODELS,
  namesPrecision,
} from "../model/catalogue/models.ts";
export type { EntryPrecision, Licence, ModelEntry, Needs } from "../model/catalogue/entry.ts";
export type { DecoderShape, MemoryShape, VisionShape } from "../model/catalogue/memory-shape.ts";
export { precisionBytes } from "../model/catalogue/sizes.ts";
export type {
  DownloadPhase,
  DownloadProgress,
  DownloadRequest,
  HubSettings,
  StorageSpace,
  StoredFile,
  StoredModel,
  VerifyProgress,
  WantedFile,
  WantedTensors,
  Weights,
} from "../model/weights/api.ts";

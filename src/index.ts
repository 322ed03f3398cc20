// What the package `framewise` exports: the engine, the store of models on this disk, what can be chosen of each, and the
// one class of errors. The page does not go through here: it takes the parts where they lie, some of them late.

export { AppError, isAbort, type PlainError } from "./base/errors.ts";
export type * from "./engine/api.ts";
export {
  ALL_TOKENS,
  DEFAULT_READ_SETTINGS,
  METHOD_CHOICES,
  METHOD_IDS,
  RELEVANCE_IDS,
  SCORER_IDS,
  type MethodChoice,
} from "./engine/catalogue.ts";
export { createEngine } from "./engine/client.ts";
export {
  downloadRequest,
  findModel,
  MODELS,
  type DecoderShape,
  type DownloadPhase,
  type DownloadProgress,
  type DownloadRequest,
  type EntryPrecision,
  type HubSettings,
  type Licence,
  type MemoryShape,
  type ModelEntry,
  type Needs,
  type StorageSpace,
  type StoredFile,
  type StoredModel,
  type VerifyProgress,
  type VisionShape,
  type WantedFile,
  type WantedTensors,
  type Weights,
} from "./engine/models.ts";
export { createWeights } from "./engine/weights-client.ts";

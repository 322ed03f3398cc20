// The public shape of the engine: what the page, the lab and anybody's app may ask of it. Types only, plain
// data only (everything here crosses a worker border), no GPU type. T frames, N tokens a frame, D width.

import type { PlainError } from "../base/errors.ts";
import type { PlanRequest } from "../compression/request.ts";
import type { AdapterFacts } from "../gpu/adapter-facts.ts";
import type { VideoFacts } from "../media/open-video.ts";
import type { ByteProgress, ModelSource } from "../model/folder.ts";
import type { GraphRuntime } from "../model/graph.ts";
import type {
  Answer,
  AskFramesOptions,
  AskWholeOptions,
  FramesAnswer,
  WholeAnswer,
} from "./api/answer.ts";
import type { ModelInfo } from "./api/model.ts";
import type {
  FramesVideo,
  OpenFramesOptions,
  OpenWholeOptions,
  ReadingEvents,
  ReadReport,
  SavedMemory,
  StorageOptions,
  WholeOptions,
  WholeVideo,
} from "./api/video.ts";
import type { Plan } from "./plan.ts";

export type * from "./api/answer.ts";
export type * from "./api/model.ts";
export type * from "./api/video.ts";
export type { FrameSampling, Looked, Looking, Spread } from "../base/sampling.ts";
export type {
  BudgetId,
  MethodId,
  PlanRequest,
  PositionsId,
  VidCom2Switches,
  VidCom2Variant,
} from "../compression/request.ts";
export type { AdapterFacts } from "../gpu/adapter-facts.ts";
export type { VideoFacts } from "../media/open-video.ts";
export type { ChoiceLikelihood } from "../language/choose.ts";
export type { SamplingOptions } from "../language/sampling.ts";
export type { Shares } from "../memory/levels.ts";
export type { RelevanceId, Scorer } from "../memory/choices.ts";
export type { ReadSettings } from "../memory/read-settings.ts";
export type { ByteProgress as LoadProgress, ModelSource } from "../model/folder.ts";
export type { GraphForms } from "../model/graph-forms.ts";
export type { GraphRuntime } from "../model/graph.ts";
export type { GraphRewrite } from "../model/load-graphs.ts";
export type { StageSpan as Span, StageName } from "../pipeline/stages.ts";
export type { Plan, PlanFrame } from "./plan.ts";

/** What the engine tells its subscribers of itself. */
export type EngineEvent =
  | { readonly kind: "adapter"; readonly adapter: AdapterFacts }
  | { readonly kind: "device-lost"; readonly reason: string }
  | { readonly kind: "recovering"; readonly step: string }
  | { readonly kind: "recovered" }
  /** A precision of the model that is being loaded did not work on this GPU; the next one is tried. */
  | {
      readonly kind: "model-fallback";
      readonly from: string;
      readonly to: string;
      readonly reason: string;
    }
  | { readonly kind: "failed"; readonly error: PlainError };

export interface EngineCounters {
  readonly liveBuffers: number;
  readonly liveBufferBytes: number;
}

/** A video by its name in the engine. What else the object holds stays on this side of the worker's border. */
type Known<Video extends { readonly id: number; readonly kind: string }> = Pick<
  Video,
  "id" | "kind"
>;

/**
 * What `createEngine()` returns. Calls that use the model queue and run one at a time; the chunks of a reading let
 * questions in between. Every failure is an `AppError` with a stable code (src/base/ERRORS.md lists them); a call that
 * its signal stopped ends as an AbortError.
 */
export interface Engine {
  /**
   * Loads a model, in the place of the one that is loaded. Open videos are encoded again when they are next used; one that
   * was read whole can be used again when the model that read it is back.
   * @throws AppError `model-*`, `gpu-*`; `signal` stops it, and the old model stays.
   */
  loadModel(
    source: ModelSource,
    options?: {
      /** Default "webgpu". */
      runtime?: GraphRuntime;
      onProgress?: (progress: ByteProgress) => void;
      signal?: AbortSignal;
    },
  ): Promise<ModelInfo>;
  /** Frees the GPU of the model and of what it made of videos. The next call that needs it loads it again. */
  unloadModel(): Promise<void>;

  /**
   * Reads the headers of a video and says what it is. Decodes nothing, needs no model, and waits for no other call.
   * @throws AppError `video-*` when it cannot be opened.
   */
  inspect(file: Blob, options?: { name?: string; signal?: AbortSignal }): Promise<VideoFacts>;
  /**
   * Opens a video by some of its frames, and resolves when they are encoded.
   * @throws AppError `no-model`, `video-*`, `gpu-memory`.
   */
  open(file: Blob, options?: OpenFramesOptions): Promise<FramesVideo>;
  /**
   * Reads a whole video, and resolves when it is read to its end, or to where the signal stopped it. After a failure
   * what was read stays open; when nothing was, nothing is.
   * @throws AppError `no-model`, `memory-family`, `memory-unsupported`, `read-settings`, `memory-*`, `video-*`.
   */
  open(file: Blob, options: OpenWholeOptions): Promise<ReadReport>;
  /**
   * Goes on where the reading of a whole video stopped.
   * @throws AppError `memory-busy` while it is being read or saved, `memory-no-file`, `memory-other-file`.
   */
  resume(
    video: Known<WholeVideo>,
    options?: ReadingEvents & {
      /** The video's file, for a memory that was opened from the disk. */
      readonly file?: Blob;
    },
  ): Promise<ReadReport>;
  /** Gives up what the engine has of a video. Closing one that was closed does nothing. */
  close(video: Known<FramesVideo> | Known<WholeVideo>): Promise<void>;

  /**
   * Says which tokens of a video a request keeps. A video's scores are kept, so that another retention costs little; a
   * plan does not wait for an answer that is being made.
   * @throws AppError `retention-invalid`, `video-closed`.
   */
  plan(video: Known<FramesVideo>, request: PlanRequest): Promise<Plan>;
  /**
   * Yields pieces of text; returns the report. Leaving the loop, or the signal, stops after the current step.
   * @throws AppError `video-closed`, `question-*`, `no-distribution`, `prompt-too-long`, `sampling-invalid`, `choices-invalid`.
   */
  ask(
    video: Known<FramesVideo>,
    question: string,
    options?: AskFramesOptions,
  ): AsyncGenerator<string, FramesAnswer, undefined>;
  /**
   * The same of a whole video: the chunks that the question needs are shown in detail, the others by their compact set.
   * @throws AppError `video-closed`, `memory-empty` before the first chunk is in, `memory-other-model`.
   */
  ask(
    video: Known<WholeVideo>,
    question: string,
    options?: AskWholeOptions,
  ): AsyncGenerator<string, WholeAnswer, undefined>;
  /** The same of a video in either way; the options of the other way are not looked at. */
  ask(
    video: Known<FramesVideo> | Known<WholeVideo>,
    question: string,
    options?: AskFramesOptions & AskWholeOptions,
  ): AsyncGenerator<string, Answer, undefined>;

  /**
   * Writes what was read of a whole video to the disk; a save that fails or is stopped leaves nothing there.
   * @throws AppError `memory-empty`, `memory-busy`, `memory-storage`.
   */
  save(video: Known<WholeVideo>, options?: StorageOptions): Promise<SavedMemory>;
  /** Lists what was saved, newest first. @throws AppError `memory-storage` where the browser gives no disk. */
  savedMemories(): Promise<readonly SavedMemory[]>;
  /**
   * Brings a saved memory back without decoding or encoding anything. Calls `onOpen`, then `onFrame` and `onChunk` for
   * all that was read, with the saved small pictures.
   * @throws AppError `memory-other-model`, `memory-damaged`, `memory-newer`, `memory-missing`.
   */
  reopen(savedId: string, options?: WholeOptions & StorageOptions): Promise<ReadReport>;
  /** Deletes a saved memory. What is not there is not a failure. */
  deleteSaved(savedId: string): Promise<void>;

  /** Scores and selects on given features, float32 [T, N, D], without a model. */
  score(
    features: Float32Array,
    dims: readonly [frames: number, tokens: number, width: number],
    request: PlanRequest,
  ): Promise<Plan>;
  /** Counts the GPU buffers that live. */
  counters(): Promise<EngineCounters>;
  /** Destroys the GPU device on purpose, so that the recovery can be watched. */
  loseDevice(): Promise<void>;
  /** Calls `listener` for every event until the returned function is called. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
  /** Ends the worker; running calls end as aborted. */
  dispose(): void;
}

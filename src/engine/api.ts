// The public shape of the engine: what the page, the lab and anybody's app may ask of it. Types only, plain
// data only (everything here crosses a worker border), no GPU type. T frames, N tokens a frame, D width.

import type { SubtitleTrack } from "../base/subtitles/parse.ts";
import type { PlanRequest } from "../compression/request.ts";
import type { ByteProgress, FilesSource, ModelSource } from "../model/folder.ts";
import type { VideoInput } from "../media/open-pictures.ts";
import type { MemoryNotes } from "../memory/store/notes.ts";
import type { RuntimeChoice } from "../model/graph.ts";
import type {
  Answer,
  AskFramesOptions,
  AskWholeOptions,
  FramesAnswer,
  WholeAnswer,
} from "./api/answer.ts";
import type { EngineEvent } from "./api/events.ts";
import type { OpenLiveOptions } from "./api/live.ts";
import type { AheadReport, ModelInfo } from "./api/model.ts";
import type {
  FramesVideo,
  InspectedFile,
  OpenFramesOptions,
  OpenWholeOptions,
  ReadingEvents,
  ReadReport,
  SavedContent,
  SavedMemory,
  ReopenOptions,
  StorageOptions,
  WholeVideo,
} from "./api/video.ts";
import type { Quality } from "../compression/quality.ts";
import type { Plan } from "./api/plan.ts";

export type * from "./api/answer.ts";
export type * from "./api/events.ts";
export type * from "./api/live.ts";
export type * from "./api/model.ts";
export type * from "./api/plan.ts";
export type * from "./api/video.ts";
export type { FrameSampling, Looked, Looking, Spread } from "../base/sampling.ts";
export type { VideoInput } from "../media/open-pictures.ts";
export type { Cue, SubtitleTrack } from "../base/subtitles/parse.ts";
export type { TimeRange } from "../base/time-range.ts";
export type {
  BudgetId,
  LeftOut,
  LeftOutKind,
  MethodId,
  PlanRequest,
  PositionsId,
  VidCom2Switches,
  VidCom2Variant,
} from "../compression/request.ts";
export type { AdapterFacts, MissingGraphics } from "../gpu/adapter-facts.ts";
export type { Grid } from "../base/shape.ts";
export type { Rounding } from "../kernels/frame-budget.ts";
export type { StreamGap } from "../media/live/stream-clock.ts";
export type { VideoFacts } from "../media/open-video.ts";
export type { Size } from "../model/adapters/adapter.ts";
export type { Divergence } from "../language/reference-answer.ts";
export type { Quality } from "../compression/quality.ts";
export type { ChoiceLikelihood } from "../language/choose.ts";
export type { ClosestCall } from "../language/generate.ts";
export type { EarlierTurn } from "../language/prompt.ts";
export type { RecycledRow, Survivors } from "../language/prefill-inside.ts";
export type { SamplingOptions } from "../language/sampling.ts";
export type { Shares } from "../memory/levels.ts";
export type { RelevanceId, Scorer } from "../memory/choices.ts";
export type {
  AskedNote,
  ChapterNote,
  MemoryNotes,
  WatchedHit,
  WatchedNote,
} from "../memory/store/notes.ts";
export type { ReadSettings } from "../memory/read-settings.ts";
export type {
  ByteProgress as LoadProgress,
  FilesSource,
  ModelSource,
  UrlSource,
} from "../model/folder.ts";
export type { GraphName, Precision } from "../model/precision.ts";
export type { GraphForms } from "../model/graph-forms.ts";
export type { GraphRuntime, RuntimeChoice } from "../model/graph.ts";
export type { RuntimeRates } from "../pipeline/fastest-runtime.ts";
export type { GraphRewrite } from "../model/load-graphs.ts";
export type { StageSpan as Span, StageName } from "../pipeline/stages.ts";
export type {
  ChooserId,
  ChosenSettings,
  EncodeReport,
  EncodeSettings,
  PatchCount,
  PatchMap,
  StaticSettings,
} from "../vision/encode-settings.ts";

/** The GPU memory that the engine holds, the ONNX runtime's included. */
export interface EngineCounters {
  /** The number of GPU buffers that live. */
  readonly liveBuffers: number;
  /** The bytes of all of them. */
  readonly liveBufferBytes: number;
  /** The most bytes that lived at once since the GPU device was opened. */
  readonly peakBufferBytes: number;
}

/** What a request keeps of features that are no video's. */
export interface ScoredPlan extends Plan {
  /** How well the kept tokens stand for all; null unless it was asked for. */
  readonly quality: Quality | null;
}

/** A video or file by its name in the engine. What else the object holds stays on this side of the worker's border. */
type Known<Video extends { readonly id: number; readonly kind: string }> = Pick<
  Video,
  "id" | "kind"
>;

/**
 * What `createEngine()` returns. Calls that use the model queue and run one at a time; the chunks of a reading let
 * questions in between. Every failure is an `AppError` with a stable code (src/base/ERRORS.md lists them); a call that
 * its signal stopped ends as an AbortError. A lost GPU device is opened again and the call repeated once. A browser
 * without a graphics adapter computes on the processor (`AdapterFacts.missing`). So beside its own codes any call may throw
 * `device-lost`, those of a GPU that cannot be opened (`device-refused`, `limit-missing`), `kernel-compile`, `engine-crashed`, `engine-disposed`, and `engine-endless` when a file of a
 * model's folder kept the worker busy without end; another worker then takes its place, in which no video is open.
 */
export interface Engine {
  /**
   * Loads a model, in the place of the one that is loaded. Open videos are encoded again when they are next used; one that
   * was read whole can be used again when the model that read it is back.
   * @throws AppError `model-file-missing`, `model-unreachable`, `model-config`, `model-family`, `model-contract`,
   * `model-weights`, `tokenizer` for a folder that is not as it should be; `model-precision`, `model-self-test`,
   * `graph-create`, `graph-tensor`, `graph-memory`, `gpu-memory` where this GPU cannot run it.
   */
  loadModel(
    source: ModelSource,
    options?: {
      /**
       * The runtime of the graphs: "webgpu" is the graphics adapter, "wasm" the processor. Default "fastest": the one that
       * multiplies matrices faster, which is measured once for each device.
       */
      runtime?: RuntimeChoice;
      /** A function that is called as files are read. */
      onProgress?: (progress: ByteProgress) => void;
      /** A signal that stops the call, which ends as an AbortError; the old model stays. */
      signal?: AbortSignal;
    },
  ): Promise<ModelInfo>;
  /**
   * Compiles what the first answer of a model needs whose weights are still on their way, so that the first run does not wait for
   * it: its graphs run with as few layers as have every kind of node, and zeros for weights, of which nothing stays. Does nothing where the
   * processor computes its graphs. What goes wrong is no error, but a part of the report and of `ModelInfo.ahead`.
   */
  compileAhead(
    /** The model's small files and graphs. */
    source: FilesSource,
    /** The bytes of its files that are missing, by their paths. */
    missing: ReadonlyMap<string, number>,
    options?: {
      /** The runtime with which the model will be loaded. Default "fastest". */
      runtime?: RuntimeChoice;
      /** Whether videos will be looked at with `copiesStill`. Default false. */
      copiesStill?: boolean;
      /** A signal that stops the call, which ends as an AbortError; what is compiled by then stays. */
      signal?: AbortSignal;
    },
  ): Promise<AheadReport>;
  /** Frees the GPU of the model and of what it made of videos. The next call that needs it loads it again. */
  unloadModel(): Promise<void>;
  /**
   * Runs a moment of noise through the loaded model, so that the first answer does not wait until shaders are compiled. Does
   * nothing where a video is open, which has had them compiled.
   * @throws AppError `no-model`, `frame-upload`, `graph-run`, `graph-memory`, `gpu-memory`.
   */
  warmUp(options?: {
    /** Whether videos will be looked at with `copiesStill`. Default false. */
    copiesStill?: boolean;
    /** A signal that stops the call, which ends as an AbortError. */
    signal?: AbortSignal;
  }): Promise<void>;

  /**
   * Reads the headers of a video and its first frame, and says what it is. PNG, JPEG, WebP and AVIF pictures are a video of one
   * frame each, in the order given. Needs no model, and waits for no other call. The
   * file is held open until `open` takes it, which then does not read them again, or `close` gives it up.
   * @throws AppError `video-empty`, `video-unreadable`, `video-other-kind`, `video-changed`, `video-broken-off`, `video-protected`,
   * `video-packed`, `video-without-picture`, `video-without-frames`,
   * `video-without-duration`, `video-codec`, `video-too-large`, `picture-unreadable`.
   */
  inspect(
    file: VideoInput,
    options?: {
      /** The video's name in messages and reports. Default: the file's own, or "video". */
      name?: string;
      /** A signal that stops the call, which ends as an AbortError. */
      signal?: AbortSignal;
    },
  ): Promise<InspectedFile>;
  /**
   * Reads the subtitles that a file of video has in tracks of text: SubRip, WebVTT and Advanced SubStation in MKV and WebM, timed
   * text and WebVTT in MP4 and MOV. Needs no model, and waits for no other call. A file of another kind has none; of a damaged one
   * what comes before the damage is read.
   */
  subtitles(
    file: VideoInput,
    options?: {
      /** A signal that stops the call, which ends as an AbortError. */
      signal?: AbortSignal;
    },
  ): Promise<readonly SubtitleTrack[]>;
  /**
   * Opens a video by some of its frames, and resolves when they are encoded. An inspected file is given up even when that
   * fails.
   * @throws AppError `no-model`, `encode-settings`, `video-closed` for an inspected file that was opened or closed, those of `inspect`, `video-undecodable`, `frame-shape`, `frame-upload`, `graph-run`,
   * `graph-memory`, `gpu-memory`.
   */
  open(file: VideoInput | Known<InspectedFile>, options?: OpenFramesOptions): Promise<FramesVideo>;
  /**
   * Reads a whole video, and resolves when it is read to its end, or to where the signal stopped it. After a failure
   * what was read stays open; when nothing was, nothing is.
   * @throws AppError `no-model`, `video-closed`, `read-settings`, `memory-family`, `memory-unsupported`, `memory-context`, `memory-storage`,
   * those of `inspect`, `video-undecodable`, `frame-shape`, `frame-upload`, `graph-run`, `graph-memory`, `gpu-memory`.
   */
  open(file: VideoInput | Known<InspectedFile>, options: OpenWholeOptions): Promise<ReadReport>;
  /**
   * Reads a source as it happens, into a memory of bounded size, and resolves when its stream has ended or the signal has stopped
   * it; what had come until then is read first. It can be asked about from its first chunk on; a question reads what has come
   * since the last one before it is answered. Where reading is slower than the source, fewer frames are taken.
   * @throws AppError `no-model`, `live-silent` when no picture comes, `read-settings`, `memory-family`, `memory-unsupported`,
   * `memory-storage`, `memory-other-model`, `frame-shape`, `frame-upload`, `graph-run`, `graph-memory`, `gpu-memory`.
   */
  openLive(frames: ReadableStream<VideoFrame>, options?: OpenLiveOptions): Promise<ReadReport>;
  /**
   * Goes on where the reading of a whole video stopped.
   * @throws AppError `video-closed`, `memory-busy` while it is being read or saved, `memory-no-file`, `memory-other-file`,
   * `memory-other-model`, and those of `open`.
   */
  resume(
    video: Known<WholeVideo>,
    options?: ReadingEvents & {
      /** The video's file, for a memory that was opened from the disk. */
      readonly file?: VideoInput;
    },
  ): Promise<ReadReport>;
  /** Gives up what the engine has of a video or an inspected file. Closing one that was closed does nothing. */
  close(video: Known<FramesVideo> | Known<WholeVideo> | Known<InspectedFile>): Promise<void>;

  /**
   * Says which tokens of a video a request keeps. A video's scores are kept, so that another retention costs little; a
   * plan does not wait for an answer that is being made.
   * @throws AppError `no-model`, `video-closed`, `video-way` for a video that is read whole, `retention-invalid`, `method-unknown`,
   * `variant-unknown`, `budget-unknown`, `switch-invalid`, `seed-invalid`, `retention-unreachable`.
   */
  plan(video: Known<FramesVideo>, request: PlanRequest): Promise<Plan>;
  /**
   * Measures how well the tokens that a request keeps stand for all tokens of a video, without a question. Rows of merged
   * tokens are measured as they are after merging. Methods inside the decoder are refused: what they drop depends on the
   * question, and behind a cut rows hold what they have seen of dropped ones.
   * @throws AppError `method-needs-question`, `features-not-finite`, and those of `plan`.
   */
  quality(video: Known<FramesVideo>, request: PlanRequest): Promise<Quality>;
  /**
   * Runs what stands before every question about the frames of a video through the language model, so that the next question with
   * that plan has only its own text left; its answer is the same. Stopped by its signal it leaves nothing behind. Does nothing for a
   * method inside the decoder, and for a video whose tokens were freed with their model or device.
   * @throws AppError `no-model`, `video-closed`, those of `plan`, `positions-unsupported`, `context-overflow`, `chat-template`,
   * `graph-run`, `graph-memory`, `gpu-memory`.
   */
  prefill(
    video: Known<FramesVideo>,
    options?: {
      /** The plan of the question to come. Default: all tokens. */
      plan?: PlanRequest;
      /** A signal that stops the call between two runs of the model, and ends it as an AbortError. */
      signal?: AbortSignal;
    },
  ): Promise<void>;
  /** Frees what `prefill` has made, where no question has used it. */
  forgetPrefill(): Promise<void>;
  /**
   * Asks about the frames of a video. Yields pieces of text; returns the report. Leaving the loop, or the signal, stops after
   * the current step. Control tokens in the question are plain characters.
   * @throws AppError `no-model`, `video-closed`, `question-empty`, `sampling-invalid`, `choices-invalid`, `begun-invalid`, those of `plan`,
   * `positions-unsupported`, `graph-cut`, `attention-hidden`, `no-reference`, `context-overflow`, `chat-template`, `model-numbers`, `graph-run`,
   * `graph-memory`, `gpu-memory`.
   */
  ask(
    video: Known<FramesVideo>,
    question: string,
    options?: AskFramesOptions,
  ): AsyncGenerator<string, FramesAnswer, undefined>;
  /**
   * Asks about a whole video: the chunks that the question needs are shown in detail, the others by their compact set.
   * @throws AppError `no-model`, `video-closed`, `question-empty`, `sampling-invalid`, `choices-invalid`, `begun-invalid`, `memory-empty` before
   * the first chunk is in, `memory-other-model`, `memory-budget`, `memory-storage`, `chat-template`, `model-numbers`,
   * `graph-run`, `graph-memory`, `gpu-memory`.
   */
  ask(
    video: Known<WholeVideo>,
    question: string,
    options?: AskWholeOptions,
  ): AsyncGenerator<string, WholeAnswer, undefined>;
  /** Asks about a video in either way; the options of the other way are not looked at. */
  ask(
    video: Known<FramesVideo> | Known<WholeVideo>,
    question: string,
    options?: AskFramesOptions & AskWholeOptions,
  ): AsyncGenerator<string, Answer, undefined>;

  /** Frees the reference of that name (`keepReference`); forgetting one that is not there does nothing. */
  forgetReference(name: string): Promise<void>;

  /**
   * Writes what was read of a whole video to the disk; a save that fails or is stopped leaves nothing there.
   * @throws AppError `video-closed`, `memory-empty`, `memory-busy` while it is being read or saved, `memory-storage`.
   */
  save(video: Known<WholeVideo>, options?: StorageOptions): Promise<SavedMemory>;
  /** Lists what was saved, and what was kept of readings (`isSaved` is then false), newest first. @throws AppError `memory-storage` where the browser gives no disk. */
  savedMemories(): Promise<readonly SavedMemory[]>;
  /**
   * Brings a saved memory back without decoding or encoding anything. Calls `onOpen`, then `onFrame` and `onChunk` for
   * all that was read, with the saved small pictures.
   * @throws AppError `no-model`, `memory-other-model`, `memory-damaged`, `memory-newer`, `memory-missing`, `memory-storage`,
   * `gpu-memory`.
   */
  reopen(savedId: string, options?: ReopenOptions): Promise<ReadReport>;
  /**
   * Deletes a saved memory; deleting one that is not there does nothing. One that is open here with `isKept` can be asked about
   * until it is closed.
   */
  deleteSaved(savedId: string): Promise<void>;
  /**
   * Returns a saved memory as a file, with its small pictures and its notes, for another computer. Its bytes stay on the disk
   * until the file is read.
   * @throws AppError `memory-missing`, `memory-damaged`, `memory-newer`, `memory-storage`.
   */
  exportMemory(savedId: string): Promise<File>;
  /**
   * Saves a memory out of such a file, after a check of every part. One that is here already gets the file's notes.
   * @throws AppError `memory-file` for a file that is none, was cut or altered; `memory-newer`, `memory-storage`.
   */
  importMemory(file: Blob, options?: StorageOptions): Promise<SavedMemory>;
  /**
   * Returns what is in a saved memory for people: small pictures, and what was said of it. Needs no model.
   * @throws AppError `memory-missing`, `memory-damaged`, `memory-newer`.
   */
  savedContent(savedId: string): Promise<SavedContent>;
  /**
   * Adds questions with their answers, and sentences about chunks, to a saved memory, and returns all notes. What it has already
   * stays once; a list of what was watched for takes the place of the one before.
   * @throws AppError `memory-missing`, `memory-storage`.
   */
  noteSaved(savedId: string, notes: Partial<MemoryNotes>): Promise<MemoryNotes>;

  /**
   * Scores features of your own and says which tokens a request keeps, and if wanted how well these stand for all, as
   * `quality` does. Needs a GPU and no model.
   * @throws AppError `features-invalid`, `features-not-finite`, `method-needs-question`, and those of `plan` for a
   * wrong request.
   */
  score(
    /** T · N · D numbers: the tokens' channels, frame by frame. */
    features: Float32Array,
    /** Their shape [T, N, D]. */
    dims: readonly [frames: number, tokens: number, width: number],
    request: PlanRequest,
    options?: {
      /** Whether the plan's quality is measured too: K · T · N cosines. Default false. */
      readonly quality?: boolean;
    },
  ): Promise<ScoredPlan>;
  /** Counts the GPU buffers that live. */
  counters(): Promise<EngineCounters>;
  /** Destroys the GPU device on purpose, so that the recovery can be watched. */
  loseDevice(): Promise<void>;
  /** Calls `listener` for every event until the returned function is called. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
  /** Ends the worker; running calls end as aborted. */
  dispose(): void;
}

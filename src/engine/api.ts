// The public shape of the engine: what the page, the lab and anybody's app may ask of it. Types only, plain
// data only (everything here crosses a worker border), no GPU type. T frames, N tokens a frame, D width.

import type { GraphForms } from "../model/graph-forms.ts";
import type { GraphRewrite } from "../model/load-graphs.ts";
import type { PlainError } from "../base/errors.ts";
import type { FrameSampling, Looked, Looking } from "../base/sampling.ts";
import type { StageSpan as Span } from "../pipeline/stages.ts";
import type { Plan } from "./plan.ts";
import type { PlanRequest, PositionsId } from "../compression/request.ts";
import type { AdapterFacts } from "../gpu/adapter-facts.ts";

import type { ByteProgress, ModelSource } from "../model/folder.ts";
import type { VideoFacts } from "../media/open-video.ts";
import type { RelevanceId } from "../memory/choices.ts";
import type { ReadSettings } from "../memory/read-settings.ts";
import type { GraphRuntime } from "../model/graph.ts";

export type { GraphForms, GraphRewrite };
export type { FrameSampling, Looked, Looking, Spread } from "../base/sampling.ts";
export type { StageSpan as Span, StageName } from "../pipeline/stages.ts";
export type { AdapterFacts } from "../gpu/adapter-facts.ts";
export type { ByteProgress as LoadProgress, ModelSource } from "../model/folder.ts";
export type { VideoFacts } from "../media/open-video.ts";
export type { RelevanceId, Scorer } from "../memory/choices.ts";
export type { ReadSettings } from "../memory/read-settings.ts";
export type { Shares } from "../memory/levels.ts";
export type { GraphRuntime } from "../model/graph.ts";
export type { Plan, PlanFrame } from "./plan.ts";
export type {
  BudgetId,
  MethodId,
  PlanRequest,
  PositionsId,
  VidCom2Switches,
  VidCom2Variant,
} from "../compression/request.ts";

export interface ModelInfo {
  readonly id: string;
  /** e.g. "llava_onevision". */
  readonly family: string;
  /** Of the family, for people. */
  readonly title: string;
  /** e.g. "q4f16". */
  readonly precision: string;
  /** Bytes of all files read. */
  readonly bytes: number;
  /** Width of the picture that the model sees of a 16 : 9 frame, in pixels. */
  readonly imageSize: number;
  /** Tokens of such a frame are a grid of this size; N = rows × columns. A video has its own. */
  readonly grid: { readonly rows: number; readonly columns: number };
  /** Frames that make one step of tokens. */
  readonly framesPerStep: 1 | 2;
  /** Which frames of a video it looks at, unless it is told otherwise. */
  readonly sampling: FrameSampling;
  /** Most tokens of a step where frames keep their shape within a budget; null where every frame has as many. */
  readonly stepTokens: number | null;
  /** Whether it can read a long video chunk by chunk on this GPU; where not, `readVideo` says why. */
  readonly canReadWhole: boolean;
  /** Longest context in tokens. */
  readonly maxPositions: number;
  /** Where kept tokens can stand, the default first. */
  readonly positions: readonly PositionsId[];
  /** KV-cache bytes of one token, all layers. */
  readonly kvBytesPerToken: number;
  readonly runtime: GraphRuntime;
  readonly kvCache: "static" | "growing";
  /** What was changed in the graphs at load, and what was left as the exporter made it. */
  readonly rewrites: readonly GraphRewrite[];
  /** What came of it, as far as memory follows from it. */
  readonly forms: GraphForms;
  /** What the model can talk about, in words, and examples; empty for a general model. */
  readonly topics: readonly { readonly label: string; readonly example: string }[];
}

/** One frame that the model looks at. Sent as it is decoded, in time order. */
export interface FrameSeen {
  readonly index: number;
  readonly timeSec: number;
  /** Small picture for the strip, aspect as displayed; the receiver closes it. */
  readonly thumbnail: ImageBitmap;
}

export interface VideoProgress {
  readonly stage: "decode" | "encode";
  readonly done: number;
  readonly total: number;
}

export interface Video {
  readonly id: number;
  readonly facts: VideoFacts;
  /** Times of the T frames looked at (of the first of each step), seconds, ascending. */
  readonly frameTimesSec: readonly number[];
  /** Frames that were wanted and could not be decoded. */
  readonly lostFrames: number;
  /** How the frames were chosen. */
  readonly looked: Looked;
  /** What the model sees of a frame, pixels. */
  readonly picture: { readonly width: number; readonly height: number };
  /** N = rows × columns of `grid`. */
  readonly tokensPerFrame: number;
  readonly grid: { readonly rows: number; readonly columns: number };
  readonly spans: readonly Span[];
}

export interface AskOptions {
  /** Default: all tokens. */
  readonly plan?: PlanRequest;
  /** Default 64. */
  readonly maxTokens?: number;
  /** 0 = greedy (default). */
  readonly temperature?: number;
  /** Default 1. */
  readonly topP?: number;
  readonly seed?: number;
  /** Goes on after an end token: exactly `maxTokens` tokens, for timing. */
  readonly ignoreEnd?: boolean;
  /** Keep the first token's distribution on the GPU under this name, for `compareWith` of a later ask. */
  readonly keepDistribution?: string;
  /** Report KL(named ‖ this) of the first token's distribution. */
  readonly compareWith?: string;
  readonly signal?: AbortSignal;
}

export interface AnswerReport {
  readonly text: string;
  readonly stop: "end" | "length" | "stopped";
  readonly tokens: { readonly total: number; readonly kept: number; readonly prompt: number };
  /** Where the kept tokens stood. With all tokens both are the same. */
  readonly positions: PositionsId;
  /** KV bytes of the whole sequence at the end. */
  readonly kvBytes: number;
  /** True when the video's part of the KV cache was reused. */
  readonly videoReused: boolean;
  /** From the call of `ask` to the first token. */
  readonly firstTokenMs: number;
  readonly prefillMs: number;
  readonly stepMs: number;
  readonly steps: number;
  readonly totalMs: number;
  /** KL divergence in nats, when `compareWith` was given. */
  readonly kl: number | null;
  readonly plan: Plan;
  readonly spans: readonly Span[];
}

/** A video that is read chunk by chunk into a memory of two levels (Video-X²L). */
export interface LongVideo {
  readonly id: number;
  readonly name: string;
  readonly facts: VideoFacts;
  /** Of the frames that are read, seconds, ascending. */
  readonly timesSec: readonly number[];
  readonly chunkCount: number;
  /** Tokens of a frame, N = rows × columns. */
  readonly grid: { readonly rows: number; readonly columns: number };
  readonly settings: ReadSettings;
}

export interface ReadChunk {
  readonly index: number;
  readonly timesSec: readonly number[];
  /** Entries kept in detail, and in the compact set within them. */
  readonly detailed: number;
  readonly compact: number;
  /** Of each token, [F · N]: 0 dropped, 1 kept in detail only, 2 in the compact set too. */
  readonly levels: Uint8Array;
  /** What the scorer gave each token, [F · N], higher = kept sooner; null for even strides. */
  readonly scores: Float32Array | null;
}

/** What a memory takes now: compact entries on the GPU, detailed ones on the host or, beyond its limit, on the disk. */
export interface MemoryUse {
  readonly gpuBytes: number;
  readonly hostBytes: number;
  readonly diskBytes: number;
  /** Entries of all chunks at either level. */
  readonly detailed: number;
  readonly compact: number;
}

export interface ReadReport {
  readonly id: number;
  readonly chunks: readonly ReadChunk[];
  /** False when it was stopped, or the file ended early; what was read can be asked about. */
  readonly isComplete: boolean;
  readonly use: MemoryUse;
  /** Frames whose features were those of the frame before. */
  readonly reusedFrames: number;
  readonly spans: readonly Span[];
}

/** What the reading tells while it goes on. */
export interface ReadingEvents {
  readonly onFrame?: (frame: FrameSeen) => void;
  readonly onChunk?: (chunk: ReadChunk, use: MemoryUse) => void;
  /** Stops after the current chunk; what was read stays, and `readOn` goes on from there. */
  readonly signal?: AbortSignal;
}

export interface ReadVideoOptions extends ReadingEvents, Partial<ReadSettings> {
  readonly name?: string;
  /** Detailed entries beyond these bytes go to the disk; default 512 MiB. */
  readonly hostBytes?: number;
  /** The video can be asked about from its first chunk on. */
  readonly onOpen?: (video: LongVideo) => void;
}

export interface AskLongOptions {
  /** Chunks in detail beside the first and the last; default 3. */
  readonly chunks?: number;
  /** Most entries of the video in the cache; as many chunks as fit, at most `chunks` if that is given too. */
  readonly entries?: number;
  readonly relevance?: RelevanceId;
  /** By chunk: true shows it in detail, false never. */
  readonly forced?: readonly (readonly [chunk: number, isDetailed: boolean])[];
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly seed?: number;
  readonly ignoreEnd?: boolean;
  /** Called once, before the first piece of text. */
  readonly onChoice?: (choice: LongChoice) => void;
  readonly signal?: AbortSignal;
}

/** What a question was given of the video. */
export interface LongChoice {
  readonly chunks: readonly {
    readonly timesSec: readonly number[];
    readonly isDetailed: boolean;
    /** Of its most relevant frame, in standard deviations from the mean of all frames; higher = sooner in detail. */
    readonly relevance: number;
    /** The same of each of its frames. */
    readonly frames: readonly number[];
  }[];
  /** Entries of the cache that are of the video. */
  readonly entries: number;
}

export interface LongReport extends LongChoice {
  readonly text: string;
  readonly stop: "end" | "length" | "stopped";
  readonly steps: number;
  readonly promptTokens: number;
  readonly kvBytes: number;
  readonly firstTokenMs: number;
  readonly prefillMs: number;
  readonly stepMs: number;
  readonly totalMs: number;
  readonly spans: readonly Span[];
}

/** A memory on this computer's disk, for a later visit. */
export interface SavedMemory {
  readonly id: string;
  /** Of the video's file. */
  readonly name: string;
  readonly fileBytes: number;
  /** Who read it; only this model, at this precision, can use it. */
  readonly model: {
    readonly id: string;
    readonly title: string;
    readonly precision: string;
  };
  readonly settings: ReadSettings;
  readonly facts: VideoFacts;
  readonly frames: number;
  readonly chunks: number;
  readonly isComplete: boolean;
  /** On the disk. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly savedAtMs: number;
}

export interface StorageOptions {
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
}

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

/** What `createEngine()` returns. All calls queue: one runs at a time; every failure is an `AppError`. */
export interface Engine {
  loadModel(
    source: ModelSource,
    options?: {
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
  openVideo(
    file: Blob,
    /** Frames, spread and tokens of a step: default the model's own. */
    options?: Looking & {
      name?: string;
      onFacts?: (facts: VideoFacts) => void;
      onFrame?: (frame: FrameSeen) => void;
      onProgress?: (progress: VideoProgress) => void;
      signal?: AbortSignal;
    },
  ): Promise<Video>;
  plan(video: Video, request: PlanRequest): Promise<Plan>;
  /** Yields pieces of text; returns the report. `break` or the signal stops after the current step. */
  ask(video: Video, question: string, options?: AskOptions): AsyncGenerator<string, AnswerReport>;
  closeVideo(video: Video): Promise<void>;
  /** Resolves when the video is read to its end, or to where the signal stopped it. */
  readVideo(file: Blob, options?: ReadVideoOptions): Promise<ReadReport>;
  /** Goes on where the reading stopped. `file`: the video, for a memory that was opened from the disk. */
  readOn(
    video: Pick<LongVideo, "id">,
    options?: ReadingEvents & { readonly file?: Blob },
  ): Promise<ReadReport>;
  /** Yields pieces of text; returns the report. */
  askLong(
    video: Pick<LongVideo, "id">,
    question: string,
    options?: AskLongOptions,
  ): AsyncGenerator<string, LongReport>;
  closeLong(video: Pick<LongVideo, "id">): Promise<void>;
  /** Writes what was read to the disk; a save that fails or is stopped leaves nothing there. */
  saveLong(video: Pick<LongVideo, "id">, options?: StorageOptions): Promise<SavedMemory>;
  /** Newest first. */
  savedMemories(): Promise<readonly SavedMemory[]>;
  /**
   * Brings a saved memory back without decoding or encoding anything. Calls `onOpen`, then `onFrame` and `onChunk` for
   * all that was read, with the saved small pictures.
   * @throws AppError `memory-other-model`, `memory-damaged`, `memory-missing`.
   */
  openSaved(
    id: string,
    options?: ReadingEvents & StorageOptions & Pick<ReadVideoOptions, "onOpen" | "hostBytes">,
  ): Promise<ReadReport>;
  deleteSaved(id: string): Promise<void>;
  /** Scores and selects on given features, for `lab score`. float32 [T,N,D]. */
  score(
    features: Float32Array,
    dims: readonly [frames: number, tokens: number, width: number],
    request: PlanRequest,
  ): Promise<Plan>;
  counters(): Promise<EngineCounters>;
  /** Destroys the GPU device on purpose, so that tests can watch the recovery. */
  loseDevice(): Promise<void>;
  /** Events until the returned function is called. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
  dispose(): void;
}

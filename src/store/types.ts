// What the page knows, and what it can be told to do. The state is plain data (and the bitmaps of the strip);
// everything that takes time is a union of phases, so that a component cannot show half of one.

import type { PlainError } from "../base/errors.ts";
import type { TimeRange } from "../base/time-range.ts";
import type {
  AdapterFacts,
  Answer,
  FramesAnswer,
  LeftOut,
  ChunkChoice,
  WholeAnswer,
  Looked,
  Looking,
  MethodId,
  ModelInfo,
  ModelSource,
  Plan,
  PlanRequest,
  PositionsId,
  RelevanceId,
  Spread,
  VidCom2Variant,
} from "../engine/api.ts";
import type { FrameBudgetId } from "../engine/catalogue.ts";
import type {
  ForcedChunks,
  KeptReading,
  SavedPhase,
  WholeActions,
  WholeChoices,
} from "./whole/types.ts";
import type { RecentActions, RecentFile } from "./recent/types.ts";
import type { Removal, RemovedActions } from "./removed/types.ts";
import type { CompareActions, Comparison, CompareState } from "./compare/types.ts";
import type { EvaluateActions, EvaluateState } from "./evaluate/types.ts";
import type { ModelsActions, ModelsState } from "./models/types.ts";
import type { VideoState } from "./video/state.ts";
import type { FileSubtitles, LeavingChoice, LeavingTo, Sample, VideoFile } from "./video/types.ts";

/** The GPU behind the engine. `failed` replaces the whole page. */
export type EnginePhase =
  | { readonly phase: "starting" }
  | { readonly phase: "ready"; readonly adapter: AdapterFacts }
  | { readonly phase: "lost"; readonly reason: string }
  | { readonly phase: "recovering"; readonly step: string }
  | { readonly phase: "failed"; readonly error: PlainError };

export type ModelPhase =
  | { readonly phase: "idle" }
  | {
      readonly phase: "loading";
      readonly id: string;
      readonly file: string;
      /** The bytes of all files seen so far; `totalBytes` is 0 until the server has told it. */
      readonly doneBytes: number;
      readonly totalBytes: number;
      /** The model that was in use, and is again if this one cannot be loaded; null without one. */
      readonly before: ModelInfo | null;
    }
  | { readonly phase: "ready"; readonly info: ModelInfo }
  /** The model was not used for a while and left the GPU; the next question loads it again. */
  | { readonly phase: "unloaded"; readonly info: ModelInfo }
  | { readonly phase: "failed"; readonly id: string; readonly error: PlainError };

/** What the reader has chosen; `planRequestOf` turns it into a request. */
export interface Choices {
  /** The share of tokens to keep, (0, 1], in hundredths. */
  readonly retention: number;
  readonly method: MethodId;
  readonly variant: VidCom2Variant;
  /** Whether to round by largest remainder, so that the sum of the budgets is exactly the retention. */
  readonly exactBudget: boolean;
  /** Whose frame budget drives the method; null for the method's own. */
  readonly budget: FrameBudgetId | null;
  /** For what is drawn: Random's tokens, and shuffled budgets. */
  readonly seed: number;
  /** Whether the first and the last frame weigh more, for a method that can. */
  readonly favorsEnds: boolean;
  /** The number of frames, 1–64; null for as many as the model's own code takes. */
  readonly frames: number | null;
  /** How the frames are spread; null for the model's own way. */
  readonly spread: Spread | null;
  /** The most tokens of a step, for models that keep a frame's shape; null for the model's own. */
  readonly stepTokens: number | null;
  /** The part of the open video that is looked at; null for all of it. */
  readonly range: TimeRange | null;
  /** Whether what does not change from frame to frame is copied instead of encoded. */
  readonly copiesStill: boolean;
  /** The positions of kept tokens; null for the model's default. */
  readonly positions: PositionsId | null;
}

/** The plan on show stays while the next one is made; `none` occurs only before the first. */
export type PlanPhase =
  | { readonly phase: "none" }
  | { readonly phase: "working"; readonly shown: Plan | null }
  | { readonly phase: "ready"; readonly shown: Plan }
  | { readonly phase: "failed"; readonly shown: Plan | null; readonly error: PlainError };

export type TurnState<A extends Answer = Answer> =
  /** The question was asked; nothing has come back yet. */
  | { readonly phase: "waiting" }
  /** `before` is the report of what had been said, where the answer goes on; else null. */
  | { readonly phase: "streaming"; readonly firstTokenMs: number; readonly before: A | null }
  | { readonly phase: "done"; readonly report: A }
  | { readonly phase: "stopped"; readonly report: A | null }
  | { readonly phase: "failed"; readonly error: PlainError };

/** A question and its answer, in whichever way the video is looked at. */
export interface TurnOf<A extends Answer> {
  readonly id: number;
  readonly question: string;
  /** The lines of subtitles that the model was given with it. */
  readonly subtitles: readonly string[];
  /** How many of the turns before the model is given; null until that is known. */
  readonly earlier: number | null;
  /** The most tokens that the answer could have. */
  readonly maxTokens: number;
  /** The text so far; the whole answer at the end. */
  readonly text: string;
  /** The number of pieces that have come, one for each token. */
  readonly pieces: number;
  /** When the last piece came, in milliseconds after the question; 0 before the first. */
  readonly lastPieceMs: number;
  readonly state: TurnState<A>;
  readonly fileKey: number;
  readonly videoName: string;
  /** Whether the video is one of the samples. */
  readonly isSample: boolean;
  /** The model that answers; null until there is one. */
  readonly model: AnsweringModel | null;
  /** The right answer, a sample's or one that the reader gave; null where none is known. */
  readonly known: string | null;
}

export interface AnsweringModel {
  readonly id: string;
  /** Whether it was trained on the drawn world of the samples, and on nothing else. */
  readonly isTrained: boolean;
}

/** A question about frames, under a plan. */
export interface FramesTurn extends TurnOf<FramesAnswer> {
  readonly kind: "frames";
  readonly request: PlanRequest;
  readonly frames: number;
  /** The choices by which the frames were looked at, and what came of them. */
  readonly looking: Looking;
  readonly looked: Looked;
  /** The receipt: what the answer used. Null only when no plan was on show yet. */
  readonly plan: Plan | null;
}

/** A question about a memory. */
export interface WholeTurn extends TurnOf<WholeAnswer> {
  readonly kind: "whole";
  readonly asked: {
    readonly chunks: number;
    readonly relevance: RelevanceId;
    readonly forced: ForcedChunks;
  };
  /** The memory that was asked; another reading of the same file is another one. */
  readonly videoId: number;
  /** The number of chunks that had been read. */
  readonly chunkCount: number;
  /** How far into the video that was, in seconds; null where all of it had been read. */
  readonly readSec: number | null;
  readonly durationSec: number;
  /** The receipt: what the answer used. Null until the engine has chosen. */
  readonly choice: ChunkChoice | null;
}

export type Turn = FramesTurn | WholeTurn;

/** A list of questions, asked one after another. */
export interface Batch {
  readonly questions: readonly string[];
  /** By question the turn in which it was asked last; null where it was not asked yet. */
  readonly turnIds: readonly (number | null)[];
  readonly isRunning: boolean;
  /** The video that they are about. */
  readonly fileKey: number;
  readonly videoName: string;
}

/** What was removed, and comes back when the reader wants it. */
export type Undo =
  /** `at` is the place of the first of them, or of it, in the list. */
  | { readonly kind: "turns"; readonly turns: readonly Turn[]; readonly at: number }
  | { readonly kind: "comparison"; readonly comparison: Comparison; readonly at: number }
  /** Files that are still on the disk. */
  | { readonly kind: "removal"; readonly removal: Removal };

/** A failure that has no place of its own on the page, or what was just removed. */
export interface Notice {
  readonly id: number;
  readonly kind: "error" | "info";
  readonly error: PlainError;
  /** What the notice's button brings back; null for none. */
  readonly undo: Undo | null;
}

export type SamplesPhase =
  | { readonly phase: "loading" }
  | { readonly phase: "ready"; readonly samples: readonly Sample[] }
  | { readonly phase: "failed"; readonly error: PlainError };

export type Theme = "system" | "light" | "dark";
/** Bars of frames rise from zero, or from the mean of the frames. */
export type BarBase = "zero" | "mean";
export type OverlayMode = "kept" | "heat" | "patches" | "off";
export type Tab = "ask" | "compare" | "timings";
export type Dialog =
  | "none"
  | "help"
  | "address"
  | "camera"
  | "menu"
  | "models"
  | "batch"
  | "evaluate"
  | "leave"
  | "commands";

/** Remembered on this computer between visits. */
export interface Preferences {
  readonly theme: Theme;
  readonly overlay: OverlayMode;
  readonly tab: Tab;
  /** Null until the reader has opened or closed it; until then the height of the window decides. */
  readonly timingsOpen: boolean | null;
  /** Whether everything is shown, with the words of the field; else what a reader of videos needs. */
  readonly isInspecting: boolean;
  /** The most tokens of an answer. */
  readonly answerTokens: number;
  /** How many turns before a question are seen with it, where the model follows a conversation; 0 for none. */
  readonly contextTurns: number;
  /** Whether subtitles that are there are given to models that can use them. */
  readonly givesSubtitles: boolean;
  /** How loud the file is played, 0–1. */
  readonly volume: number;
  readonly isMuted: boolean;
}

export interface State extends Preferences {
  readonly engine: EnginePhase;
  readonly model: ModelPhase;
  readonly models: ModelsState;
  readonly samples: SamplesPhase;
  readonly video: VideoState;
  /** The files that were opened, the last one last. Bytes from the network are not kept. */
  readonly files: readonly VideoFile[];
  /** The files of this disk that can be opened again, the latest first. */
  readonly recent: readonly RecentFile[];
  readonly choices: Choices;
  readonly wholeChoices: WholeChoices;
  readonly saved: SavedPhase;
  /** The memories and models that are deleted, whose files are still there for some seconds. */
  readonly removing: readonly Removal[];
  /** What was being read, or had been, when the page was left; null when it goes on, or something else was opened. */
  readonly interrupted: KeptReading | null;
  readonly plan: PlanPhase;
  /** The frame under the playhead; `hovered` is the one under the pointer or the focus. */
  readonly selected: number;
  readonly hovered: number | null;
  /** The frame that the page itself put under the playhead; null when the reader had chosen another before. */
  readonly openedAt: number | null;
  /** From where the bars of the chart rise; null for what suits the open video's scores. */
  readonly barBase: BarBase | null;
  /** The frames that are left out before asking; null where none are to be. */
  readonly leftOut: LeftOut | null;
  /** The moment that comes on show as soon as it has been read, in seconds; null when none is waited for. */
  readonly awaitedSec: number | null;
  /** Where the player stands, in seconds, while it plays or is not at a frame that was looked at; null at the selected frame. */
  readonly atSec: number | null;
  /** What is said in one of the files; shown while that file is open. */
  readonly subtitles: FileSubtitles | null;
  /** The part of the video that is being drawn on the timeline, and not looked at yet. */
  readonly drawnRange: TimeRange | null;
  readonly isPlaying: boolean;
  /** How fast it plays; 1 is the file's own speed. */
  readonly speed: number;
  /** Whether the browser's player has refused the file. */
  readonly isUnplayable: boolean;
  /** Whether the camera is being recorded. */
  readonly isRecording: boolean;
  /**
   * The layer of the language model from which on its tokens are shown, for methods that drop them inside; 0 for all, null for
   * those that are left in the end.
   */
  readonly fromLayer: number | null;
  /** The text in the prompt, the same for all tabs. */
  readonly draft: string;
  readonly turns: readonly Turn[];
  /** The list of questions that was asked last; null for none. */
  readonly batch: Batch | null;
  /** Whether what is running was told to stop, and has not stopped yet. */
  readonly isStopping: boolean;
  readonly compare: CompareState;
  readonly evaluate: EvaluateState;
  readonly notices: readonly Notice[];
  readonly dialog: Dialog;
  /** For which the reader is asked, in the dialog "leave", to leave the work under way. */
  readonly leavingTo: LeavingTo;
}

export interface Actions
  extends
    ModelsActions,
    WholeActions,
    CompareActions,
    EvaluateActions,
    RecentActions,
    RemovedActions {
  /** Listens to the engine, reads the list of samples, and loads the model when the page is idle. */
  readonly start: () => () => void;
  readonly loadModel: (source: ModelSource) => Promise<void>;
  /** Returns the model in use; without one, loads that of the last visit or the embedded one. */
  readonly ensureModel: () => Promise<ModelInfo>;

  /** Chooses what becomes of a reading when another video was to be opened, or another model to be taken. */
  readonly leaveReading: (choice: LeavingChoice) => Promise<void>;
  readonly openFile: (file: Blob, name?: string) => Promise<void>;
  /**
   * Opens what was chosen or dropped together: pictures as the frames of one video, else the first video. Subtitles belong to it,
   * or to the video that is open when they come alone. `handles` are those of the files for which the browser gave one.
   */
  readonly openFiles: (
    files: readonly File[],
    handles?: readonly FileSystemFileHandle[],
  ) => Promise<void>;
  /** Shows what is said by another of the files and tracks that tell it. */
  readonly chooseSubtitles: (place: number) => void;
  readonly removeSubtitles: () => void;
  readonly openSample: (sample: Sample) => Promise<void>;
  readonly openUrl: (url: string) => Promise<void>;
  /** Shows the recorder; what it records arrives through `openFile`. */
  readonly openCamera: () => void;
  readonly setRecording: (isRecording: boolean) => void;
  /** Goes to the start of the page; what is open stays behind it. */
  readonly leaveVideo: () => void;
  /** Stops the opening, or leaves the failure or the start; what was there before comes back. */
  readonly stopOpening: () => void;
  readonly closeVideo: () => Promise<void>;

  readonly setRetention: (retention: number) => void;
  readonly setMethod: (method: MethodId) => void;
  readonly setVariant: (variant: VidCom2Variant) => void;
  readonly setExactBudget: (isExact: boolean) => void;
  readonly setSeed: (seed: number) => void;
  readonly setBudget: (budget: FrameBudgetId | null) => void;
  readonly setFavorsEnds: (favorsEnds: boolean) => void;
  readonly setPositions: (positions: PositionsId) => void;
  /** Sets the number of frames, 1–64, and opens the video again. */
  readonly setFrames: (frames: number | null) => Promise<void>;
  readonly setSpread: (spread: Spread | null) => Promise<void>;
  readonly setStepTokens: (stepTokens: number | null) => Promise<void>;
  readonly setCopiesStill: (copiesStill: boolean) => Promise<void>;
  /** Looks at frames of a part of the open video; null for all of it. */
  readonly setRange: (range: TimeRange | null) => Promise<void>;
  /** Shows a range that is being drawn; null for none. */
  readonly drawRange: (range: TimeRange | null) => void;
  /** Draws a range that begins at the moment on show. */
  readonly markRangeStart: () => void;
  /** Draws a range that ends at the moment on show. */
  readonly markRangeEnd: () => void;
  /** Looks at the range that was drawn. */
  readonly lookAtDrawnRange: () => Promise<void>;
  /** Leaves frames out before asking, with all tokens of the others; null for the plan that is chosen. */
  readonly setLeftOut: (leftOut: LeftOut | null) => void;
  /** Leaves a frame out, or takes it back; one stays at least. */
  readonly toggleLeftOut: (frame: number) => void;
  /** Brings the choices of a receipt back, and looks at the open video's frames as they say; by default as now. */
  readonly restorePlan: (request: PlanRequest, looking?: Looking) => Promise<void>;

  readonly selectFrame: (index: number) => void;
  readonly hoverFrame: (index: number | null) => void;
  readonly stepFrame: (by: number) => void;
  /** Moves by so many seconds of the file. */
  readonly seekBy: (sec: number) => void;
  /** Moves to a moment of the file, in seconds. */
  readonly seekTo: (timeSec: number) => void;
  /** Moves to a share of the file's length, 0–1. */
  readonly seekToShare: (share: number) => void;
  /** Moves by so many pictures of the file, and pauses. */
  readonly stepPicture: (count: number) => void;
  readonly setPlaying: (isPlaying: boolean) => void;
  /** The player tells where it is. */
  readonly playedTo: (timeSec: number) => void;
  /** The player tells that it cannot play the file. */
  readonly playerFailed: () => void;
  readonly setSpeed: (speed: number) => void;
  /** Chooses the next higher speed for 1, the next lower one for −1. */
  readonly stepSpeed: (steps: number) => void;
  readonly setVolume: (volume: number) => void;
  readonly setMuted: (isMuted: boolean) => void;

  readonly setDraft: (draft: string) => void;
  /** Asks one question at a time; does nothing while one is being answered, or for a blank text. */
  readonly ask: (question: string) => Promise<void>;
  /** Asks a list of questions one after another, each on its own, until it is stopped. */
  readonly askBatch: (questions: readonly string[]) => Promise<void>;
  /** Asks those questions of the list that have no answer, where its video is open. */
  readonly goOnWithBatch: () => Promise<void>;
  /** Forgets the list of questions; its turns stay. Does nothing while it is being asked. */
  readonly leaveBatch: () => void;
  /** Stops the answer, the list of questions or the comparison that is running. */
  readonly stop: () => void;
  /** Asks a failed or stopped turn's question once more. */
  readonly askAgain: (turnId: number) => Promise<void>;
  /** Asks a changed question in the place of a turn and of those after it, which Undo brings back. */
  readonly askInstead: (turnId: number, question: string) => Promise<void>;
  /** Goes on with an answer that was cut off or stopped, by the length of answers, where its video is open as it was. */
  readonly goOn: (turnId: number) => Promise<void>;
  /** Gives the right answer to a turn's question, and to the same question about the same video; null takes it back. */
  readonly setKnown: (turnId: number, known: string | null) => void;
  readonly clearTurns: () => void;

  readonly setTheme: (theme: Theme) => void;
  readonly setFromLayer: (layer: number) => void;
  readonly setOverlay: (overlay: OverlayMode) => void;
  readonly setBarBase: (base: BarBase) => void;
  readonly setTab: (tab: Tab) => void;
  readonly setAnswerTokens: (tokens: number) => void;
  readonly setContextTurns: (turns: number) => void;
  readonly setGivesSubtitles: (givesSubtitles: boolean) => void;
  readonly setTimingsOpen: (isOpen: boolean) => void;
  readonly setInspecting: (isInspecting: boolean) => void;
  readonly showDialog: (dialog: Dialog) => void;
  readonly notify: (error: PlainError, kind?: Notice["kind"]) => void;
  /** Says that something was removed, with a button that brings it back. */
  readonly offerUndo: (message: string, undo: Undo) => void;
  /** Brings back what a notice offers. */
  readonly undo: (noticeId: number) => void;
  readonly dismissNotice: (id: number) => void;
}

export type SessionState = State & { readonly actions: Actions };

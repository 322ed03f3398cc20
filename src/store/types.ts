// What the page knows, and what it can be told to do. The state is plain data (and the bitmaps of the strip);
// everything that takes time is a union of phases, so that a component cannot show half of one.

import type { TimeRange } from "../base/time-range.ts";
import type { LeftOut } from "../engine/api.ts";
import type { AskActions, Batch, Turn } from "./ask/types.ts";
import type { CompareActions, CompareState } from "./compare/types.ts";
import type { EvaluateActions, EvaluateState } from "./evaluate/types.ts";
import type { LiveActions, WatchedState } from "./live/types.ts";
import type { ModelPhase, ModelsActions, ModelsState } from "./models/types.ts";
import type { Choices, PlanActions, PlanPhase } from "./plan/types.ts";
import type { RecentActions, RecentFile } from "./recent/types.ts";
import type { Removal, RemovedActions } from "./removed/types.ts";
import type { EnginePhase } from "./session/types.ts";
import type { VideoState } from "./video/state.ts";
import type {
  FileSubtitles,
  LeavingTo,
  PlayerActions,
  RangeActions,
  SamplesPhase,
  VideoActions,
  VideoFile,
} from "./video/types.ts";
import type { BarBase, Dialog, Notice, Preferences, ViewActions } from "./view/types.ts";
import type {
  ChaptersState,
  KeptReading,
  MemoryImport,
  SavedPhase,
  WholeActions,
  WholeChoices,
} from "./whole/types.ts";

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
  /** The chapters of the memory for which they were looked for last; null before that. */
  readonly chapters: ChaptersState | null;
  /** What was watched for in the memory for which it was looked for last; undefined before that. */
  readonly watched?: WatchedState;
  /** The memory that is being imported; null without one. */
  readonly importing: MemoryImport | null;
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
    VideoActions,
    RangeActions,
    PlayerActions,
    PlanActions,
    AskActions,
    ViewActions,
    ModelsActions,
    WholeActions,
    CompareActions,
    EvaluateActions,
    LiveActions,
    RecentActions,
    RemovedActions {
  /** Listens to the engine, reads the list of samples, and loads the model when the page is idle. */
  readonly start: () => () => void;
}

export type SessionState = State & { readonly actions: Actions };

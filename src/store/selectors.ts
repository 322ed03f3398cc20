// Questions that more than one component asks of the state. Each returns a primitive, or a part of the state
// as it is, so that a component re-renders only when its answer changes.

import type { Plan, Span, VideoFacts } from "../engine/api.ts";
import { frameCount, framesWanted } from "./video/frame-actions.ts";
import { canPlay, momentOf } from "./video/player.ts";
import { shownRange } from "./video/range.ts";
import {
  framesOf,
  memoryIn,
  timesOf,
  wholeOf,
  type FailedVideo,
  type FramesLook,
  type OpenVideo,
} from "./video/state.ts";
import {
  isHere,
  type FileSubtitles,
  type StripFrame,
  type Subtitles,
  type VideoFile,
} from "./video/types.ts";
import { selectRunningDownloadId } from "./models/selectors.ts";
import type { WholeLook } from "./whole/types.ts";
import type { Comparison } from "./compare/types.ts";
import type { RecentFile } from "./recent/types.ts";
import { recentOf } from "./recent/recent-of.ts";
import type { OverlayMode } from "./view/types.ts";
import type { SessionState, State } from "./types.ts";
import type { Turn } from "./ask/types.ts";

export const selectActions = ({ actions }: SessionState) => actions;

export const selectFrameCount = frameCount;
export const selectFramesWanted = framesWanted;

/** The frame on show: the one under the pointer if there is one, else the one under the playhead. */
export const selectShownFrame = ({ hovered, selected }: State): number => hovered ?? selected;

/** The frames of the open video, when it is looked at by frames. */
export const selectFrames = ({ video }: State): FramesLook | null => framesOf(video);

/** The part of the video of which the frames are; null for all of it. */
export const selectRange = shownRange;

/** What is said in the open video, by all files and tracks that tell it; null where none does. */
export const selectFileSubtitles = ({ video, subtitles }: State): FileSubtitles | null =>
  video.phase === "open" && subtitles?.fileKey === video.file.key ? subtitles : null;

/** What is said in the open video by the one on show; null where nobody has told. */
export const selectSubtitles = (state: State): Subtitles | null => {
  const all = selectFileSubtitles(state);
  return all?.tracks[all.shown] ?? null;
};

/** The facts of the file that is open or opening; null before they are known. */
export const selectFacts = ({ video }: State): VideoFacts | null =>
  video.phase === "open" || video.phase === "opening" ? video.facts : null;

/** The video that can be played and asked about, in whichever way it is looked at. */
export const selectOpenVideo = ({ video }: State): OpenVideo | null =>
  video.phase === "open" ? video : null;

/** Whether the video itself is here, to be played and looked at again. A saved memory has pictures only. */
export const selectIsFileHere = ({ video }: State): boolean =>
  video.phase === "open" && isHere(video.file);

export const selectCanPlay = canPlay;

/** The time of the picture on show, in seconds; null when there is none. */
export const selectShownTime = (state: State): number | null => {
  const { hovered, video } = state;
  if (hovered === null || video.phase !== "open") return momentOf(state);
  return timesOf(video.look)[hovered] ?? null;
};

/** Whether the picture on show is none of those that were looked at. */
export const selectIsBetween = ({ hovered, atSec, isPlaying }: State): boolean =>
  hovered === null && atSec !== null && !isPlaying;

const NO_FRAMES: readonly StripFrame[] = [];
export const selectStrip = ({ video }: State): readonly StripFrame[] => {
  if (video.phase === "open") return video.look.strip;
  return video.phase === "opening" ? video.strip : NO_FRAMES;
};

/** Whether some of the frames' patches were not encoded. */
export const selectHasPatches = (state: State): boolean =>
  (selectFrames(state)?.video.patches ?? null) !== null;

/** What lies over the frame; kept tokens where patches are chosen and all were encoded. */
export const selectOverlay = (state: State): OverlayMode =>
  state.overlay === "patches" && !selectHasPatches(state) ? "kept" : state.overlay;

/**
 * The plan on show, which may be about to change. Null where it would stand under another name than its own: while a video or a
 * model other than its own comes, and when the plan that was chosen could not be made.
 */
export const selectPlan = ({ plan, video, model }: State): Plan | null => {
  if (plan.phase === "none" || plan.phase === "failed" || plan.shown === null) return null;
  const isOtherModel =
    model.phase === "loading" && model.before !== null && model.before.id !== model.id;
  return isOtherModel || framesOf(video)?.video.id !== plan.shown.videoId ? null : plan.shown;
};

export const selectLastTurn = ({ turns }: State): Turn | null => turns.at(-1) ?? null;

/** The turn that is being answered. */
export const selectRunningTurn = ({ turns }: State): Turn | null =>
  turns.findLast(({ state }) => state.phase === "waiting" || state.phase === "streaming") ?? null;

export const selectIsAnswering = (state: State): boolean => selectRunningTurn(state) !== null;

/** The comparison on show; null while the next one is set up. */
export const selectComparison = ({ compare }: State): Comparison | null =>
  compare.list.find(({ id }) => id === compare.shown) ?? null;

/** The comparison that is being made. */
export const selectRunningComparison = ({ compare }: State): Comparison | null =>
  compare.list.find(({ phase }) => phase === "running") ?? null;

const selectIsComparing = (state: State): boolean => selectRunningComparison(state) !== null;

/** Whether `ask` and `runCompare` would do nothing, but `stop` would. */
export const selectIsBusy = (state: State): boolean =>
  selectIsAnswering(state) ||
  selectIsComparing(state) ||
  state.batch?.isRunning === true ||
  state.evaluate.runningId !== null;

/** The file that was open last, where its bytes are not here and cannot be fetched; null while its memory comes back. */
export const selectFileToChoose = ({ files, interrupted, video }: State): VideoFile | null => {
  const last = files.at(-1);
  if (interrupted !== null && interrupted.fileKey === last?.key && video.phase === "none")
    return null;
  return last?.origin.kind === "disk" && last.blob === null ? last : null;
};

/** Returns the entry of the file to choose among those that can be opened again; null where it has none. */
export const selectRecentToChoose = (state: State): RecentFile | null => {
  const lost = selectFileToChoose(state);
  return lost === null ? null : recentOf(state.recent, lost.origin);
};

/** The file of the open memory in the list of those that can be opened again; null when it is here, and when it is not in it. */
export const selectRecentToAttach = (state: State): RecentFile | null => {
  const { video } = state;
  if (video.phase !== "open" || isHere(video.file)) return null;
  return recentOf(state.recent, video.file.origin);
};

/** Whether something is being done that would be lost if the page were left now. */
export const selectIsAtWork = (state: State): boolean =>
  selectIsBusy(state) ||
  state.isRecording ||
  selectRunningDownloadId(state) !== null ||
  isMemoryAtWork(memoryIn(state.video)) ||
  (state.video.phase === "opening" && state.video.step === "fetch");

const isMemoryAtWork = (memory: WholeLook | null): boolean =>
  memory !== null && (memory.reading.phase === "reading" || memory.saving.phase === "running");

/** Whether a memory did not come back because its model is not the one in use. */
const isOtherModels = ({ error, memory }: FailedVideo): boolean =>
  memory !== null && error.code === "memory-other-model";

/** Why nothing can be asked, or null when something can. */
export type AskBlock =
  | "no-video"
  | "opening"
  | "first-chunk"
  | "video-failed"
  | "other-model"
  | "recovering"
  | "no-gpu"
  | "whole-video";

export const selectAskBlock = ({ engine, video }: State): AskBlock | null => {
  if (engine.phase === "failed") return "no-gpu";
  if (engine.phase === "lost" || engine.phase === "recovering") return "recovering";
  switch (video.phase) {
    case "none":
      return "no-video";
    case "opening":
      return "opening";
    case "failed":
      return isOtherModels(video) ? "other-model" : "video-failed";
    case "open":
      return wholeOf(video)?.chunks.length === 0 ? "first-chunk" : null;
  }
};

/** Why nothing can be compared: plans are of even frames. */
export const selectCompareBlock = (state: State): AskBlock | null =>
  wholeOf(state.video) === null ? selectAskBlock(state) : "whole-video";

const NO_SPANS: readonly Span[] = [];
/** The spans from decode to pool, which are done once for a video. */
export const selectVideoSpans = (state: State): readonly Span[] =>
  selectFrames(state)?.video.spans ?? NO_SPANS;

/** The questions that suit the open sample; empty for other videos. */
export const selectSampleQuestions = (state: State) =>
  selectOpenVideo(state)?.file.sample?.questions ?? NO_QUESTIONS;
const NO_QUESTIONS: readonly { readonly question: string; readonly answer: string }[] = [];

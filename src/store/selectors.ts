// Questions that more than one component asks of the state. Each returns a primitive, or a part of the state
// as it is, so that a component re-renders only when its answer changes.

import type { Plan, Span } from "../engine/api.ts";
import { frameCount, framesWanted } from "./video/frame-actions.ts";
import type {
  CompareRun,
  OpenVideo,
  ReadyVideo,
  SessionState,
  State,
  StripFrame,
  Turn,
} from "./types.ts";

export const selectActions = ({ actions }: SessionState) => actions;

export const selectFrameCount = frameCount;
export const selectFramesWanted = framesWanted;

/** The frame on show: under the pointer while there is one, else under the playhead. */
export const selectShownFrame = ({ hovered, selected }: State): number => hovered ?? selected;

export const selectReadyVideo = ({ video }: State): ReadyVideo | null =>
  video.phase === "ready" ? video : null;

/** The video that can be played and asked about, in whichever way it is looked at. */
export const selectOpenVideo = ({ video }: State): OpenVideo | null =>
  video.phase === "ready" || video.phase === "whole" ? video : null;

export const selectCanPlay = (state: State): boolean => {
  const open = selectOpenVideo(state);
  return open !== null && open.file !== null;
};

/** Of the frame on show, seconds; null while none is there. */
export const selectShownTime = (state: State): number | null => {
  const open = selectOpenVideo(state);
  if (open === null) return null;
  const times = open.phase === "whole" ? open.timesSec : open.video.timesSec;
  return times[selectShownFrame(state)] ?? null;
};

const NO_FRAMES: readonly StripFrame[] = [];
export const selectStrip = ({ video }: State): readonly StripFrame[] =>
  video.phase === "none" || video.phase === "failed" ? NO_FRAMES : video.strip;

/** The plan on show; it may be about to change. Null before the first. */
export const selectPlan = ({ plan }: State): Plan | null =>
  plan.phase === "none" ? null : plan.shown;

export const selectLastTurn = ({ turns }: State): Turn | null => turns.at(-1) ?? null;

/** The turn that is being answered. */
export const selectRunningTurn = ({ turns }: State): Turn | null => {
  const last = turns.at(-1);
  const phase = last?.state.phase;
  return last !== undefined && (phase === "waiting" || phase === "streaming") ? last : null;
};

export const selectIsAnswering = (state: State): boolean => selectRunningTurn(state) !== null;

export const selectCompareRun = ({ compare }: State): CompareRun | null =>
  compare.phase === "idle" ? null : compare;

export const selectIsComparing = ({ compare }: State): boolean => compare.phase === "running";

/** True while `ask` and `runCompare` would do nothing but `stop` would. */
export const selectIsBusy = (state: State): boolean =>
  selectIsAnswering(state) || selectIsComparing(state);

/** Why nothing can be asked, or null when something can. */
export type AskBlock =
  "no-video" | "opening" | "first-chunk" | "video-failed" | "recovering" | "no-gpu" | "whole-video";

export const selectAskBlock = ({ engine, video }: State): AskBlock | null => {
  if (engine.phase === "failed") return "no-gpu";
  if (engine.phase === "lost" || engine.phase === "recovering") return "recovering";
  switch (video.phase) {
    case "none":
      return "no-video";
    case "opening":
      return "opening";
    case "failed":
      return "video-failed";
    case "whole":
      return video.chunks.length === 0 ? "first-chunk" : null;
    case "ready":
      return null;
  }
};

/** Why nothing can be compared: plans are of even frames. */
export const selectCompareBlock = (state: State): AskBlock | null =>
  state.video.phase === "whole" ? "whole-video" : selectAskBlock(state);

const NO_SPANS: readonly Span[] = [];
/** Decode to pool: done once a video. */
export const selectVideoSpans = (state: State): readonly Span[] =>
  selectReadyVideo(state)?.video.spans ?? NO_SPANS;

/** Questions that suit the open sample; empty for other videos. */
export const selectSampleQuestions = (state: State) =>
  selectOpenVideo(state)?.file?.sample?.questions ?? NO_QUESTIONS;
const NO_QUESTIONS: readonly { readonly question: string; readonly answer: string }[] = [];

export const nameOfOpen = (open: OpenVideo): string =>
  open.phase === "whole" ? open.name : open.file.name;

// Where the reader is in the browser's history: the start, or an open file in a view.

import { lookingOf, planRequestOf } from "../plan/plan-request.ts";
import type { State } from "../types.ts";
import { viewHash, type View } from "./view.ts";

export interface Place {
  /** The key of the open file; null at the start. */
  readonly fileKey: number | null;
  readonly hash: string;
}

/** Returns the view of an open video; null without one. */
function viewOf({ video, choices, turns }: State): View | null {
  if (video.phase !== "open") return null;
  const { key, sample } = video.file;
  const last = turns.findLast(({ fileKey }) => fileKey === key);
  return {
    sample: sample?.file ?? null,
    request: planRequestOf(choices),
    looking: lookingOf(choices),
    question: sample === null ? null : (last?.question ?? null),
  };
}

/** Returns the place of now; null while a video opens, and when it failed. */
export function placeOf(state: State): Place | null {
  const { video } = state;
  if (video.phase !== "none" && video.phase !== "open") return null;
  return {
    fileKey: video.phase === "open" ? video.file.key : null,
    hash: viewHash(viewOf(state)),
  };
}

/** Whether a video opens that is not the one of `fileKey`; not before that is known. */
export function isOfAnotherFile({ video }: State, fileKey: number | null): boolean {
  if (video.phase !== "opening") return false;
  const { file, step } = video;
  // A file that is here is named behind the first step.
  return file === null ? step !== "model" : file.key !== fileKey;
}

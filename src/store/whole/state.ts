// Changes one memory in the state, wherever it stands: open, waiting behind another opening, or kept beside the frames
// of its video.

import type { OpenWhole } from "./types.ts";
import type { OpenVideo, State, VideoPhase } from "../types.ts";

type Change = (now: OpenWhole) => OpenWhole;

function inOpen(open: OpenVideo, id: number, change: Change): OpenVideo {
  if (open.phase === "whole") return open.video.id === id ? change(open) : open;
  return open.whole?.video.id === id ? { ...open, whole: change(open.whole) } : open;
}

/** The same object when no such memory is there. */
export function withWhole(video: VideoPhase, id: number, change: Change): VideoPhase {
  if (video.phase === "none") return video;
  if (video.phase === "ready" || video.phase === "whole") return inOpen(video, id, change);
  const { previous } = video;
  if (previous === null) return video;
  const next = inOpen(previous, id, change);
  return next === previous ? video : { ...video, previous: next };
}

/** Returns false when the memory has gone meanwhile. */
export function updateWhole(
  { get, set }: { get: () => State; set: (partial: Partial<State>) => void },
  id: number,
  change: (now: OpenWhole) => Partial<OpenWhole>,
): boolean {
  const { video } = get();
  const next = withWhole(video, id, (now) => ({ ...now, ...change(now) }));
  if (next === video) return false;
  set({ video: next });
  return true;
}

/** The memory of the video that is open or comes back when an opening is stopped. */
export function wholeIn(video: VideoPhase | null): OpenWhole | null {
  if (video === null || video.phase === "none") return null;
  if (video.phase === "whole") return video;
  if (video.phase === "ready") return video.whole;
  return wholeIn(video.previous);
}

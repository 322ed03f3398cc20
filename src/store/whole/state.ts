// A memory in the state: how it begins, and how it changes wherever it is, which is in the open video, beside its frames, or
// behind another opening.

import type { MemoryUse, SavedMemory, WholeVideo } from "../../engine/api.ts";
import { openIn, type OpenVideo, type VideoState } from "../video/state.ts";
import type { WholeLook } from "./types.ts";

const NOTHING: MemoryUse = { gpuBytes: 0, hostBytes: 0, diskBytes: 0, detailed: 0, compact: 0 };

/** Returns a memory into which nothing was read yet; `savedAs` is what it will be brought back from. */
export const newWhole = (video: WholeVideo, savedAs: SavedMemory | null): WholeLook => ({
  kind: "whole",
  video,
  strip: [],
  chunks: [],
  timesSec: [],
  use: NOTHING,
  reading: {
    phase: "reading",
    from: savedAs !== null ? "disk" : video.isLive ? "live" : "video",
    ending: null,
    leftMs: null,
  },
  awaitsMs: null,
  readMs: 0,
  saving: savedAs?.isSaved === true ? { phase: "done", memory: savedAs } : { phase: "none" },
  savedAs,
  forced: new Map(),
  shownTurn: null,
  live: null,
  fileError: null,
});

/** How the video in the state is read and written. */
interface VideoEnds {
  readonly get: () => { readonly video: VideoState };
  readonly set: (change: { readonly video: VideoState }) => void;
}

/** Changes the video that is open, or comes back when an opening is stopped or the start is left; does nothing without one. */
export function updateOpen({ get, set }: VideoEnds, change: (open: OpenVideo) => OpenVideo): void {
  const { video } = get();
  if (video.phase === "open") set({ video: change(video) });
  else if (video.previous !== null) set({ video: { ...video, previous: change(video.previous) } });
}

/** Where a video has memories. */
const PLACES = ["look", "other", "earlier"] as const;

/** Changes a memory; returns false when it has gone meanwhile. */
export function updateWhole(
  ends: VideoEnds,
  id: number,
  change: (now: WholeLook) => Partial<WholeLook>,
): boolean {
  const open = openIn(ends.get().video);
  for (const place of PLACES) {
    const now = open?.[place];
    if (now?.kind !== "whole" || now.video.id !== id) continue;
    const changed = change(now);
    // All that is drawn of a memory would be drawn again for nothing.
    if (Object.keys(changed).length === 0) return true;
    const next = { ...now, ...changed };
    updateOpen(ends, (video) => ({ ...video, [place]: next }));
    return true;
  }
  return false;
}

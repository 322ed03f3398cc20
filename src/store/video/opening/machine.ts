// The opening of videos as a pure function: a state and an event give the next state and what is left to do. A newer
// opening replaces an older one; a stopped or failed one leaves what was there before, which goes only when its successor
// has arrived.

import type { PlainError } from "../../../base/errors.ts";
import type { Looking, SavedMemory, Video, VideoFacts } from "../../../engine/api.ts";
import { newWhole } from "../../whole/state.ts";
import {
  memoryOf,
  NO_VIDEO,
  openIn,
  type Look,
  type OpeningVideo,
  type OpenVideo,
  type VideoState,
} from "../state.ts";
import { isHere, type StripFrame, type VideoFile } from "../types.ts";

/** The part of an opening that its events change. */
type Progress = Pick<
  OpeningVideo,
  "step" | "file" | "fetched" | "restored" | "frames" | "decoded" | "encoded"
>;

/** What can happen to an opening; events with an `id` concern one opening and no other. */
export type OpeningEvent =
  | {
      readonly kind: "begin";
      readonly opening: Pick<
        OpeningVideo,
        "id" | "name" | "step" | "frames" | "keepsMemory" | "memory"
      >;
    }
  | { readonly kind: "progress"; readonly id: number; readonly now: Partial<Progress> }
  | { readonly kind: "facts"; readonly id: number; readonly facts: VideoFacts }
  | { readonly kind: "frame"; readonly id: number; readonly frame: StripFrame }
  /** Frames have been encoded, or a memory can be filled. */
  | {
      readonly kind: "arrived";
      readonly id: number;
      readonly file: VideoFile;
      readonly video: Video;
      readonly savedAs: SavedMemory | null;
      /** The choices by which frames were looked at; nothing for a memory. */
      readonly looking: Looking;
    }
  | { readonly kind: "failed"; readonly id: number; readonly error: PlainError }
  /** The reading of an open video ended with nothing in its memory; the error is null when it was stopped. */
  | { readonly kind: "emptied"; readonly videoId: number; readonly error: PlainError | null }
  /** An open video has been read to its end. */
  | { readonly kind: "read"; readonly videoId: number }
  /** The reader goes back to what was read before; the reading that was to replace it is dropped. */
  | { readonly kind: "back" }
  | { readonly kind: "switch"; readonly to: Look["kind"] }
  /** The reader goes to the start of the page; what is open stays behind it. */
  | { readonly kind: "leave" }
  | { readonly kind: "stop" }
  | { readonly kind: "close" };

/** What is left to do for whoever drives the machine, in this order. */
export type Todo =
  /** The work of the opening is no longer wanted. */
  | { readonly kind: "abort" }
  /** Another video is on show, so choices of frames and plans of the one before no longer apply. */
  | { readonly kind: "show" }
  | { readonly kind: "free"; readonly strip: readonly StripFrame[] }
  /** Frees a look's pictures, and closes it in the engine. */
  | { readonly kind: "close"; readonly look: Look }
  /** Opens the file that is open, or the one that failed. */
  | { readonly kind: "open"; readonly way: Look["kind"]; readonly keepsMemory: boolean };

export interface Next {
  /** The same object when nothing changed. */
  readonly video: VideoState;
  readonly todo: readonly Todo[];
}

const close = (look: Look): Todo => ({ kind: "close", look });
const free = (strip: readonly StripFrame[]): Todo => ({ kind: "free", strip });

/** A memory of which nothing was read cannot be asked about, so it is not kept. */
const isEmpty = ({ look }: OpenVideo): boolean => look.kind === "whole" && look.chunks.length === 0;

const looksOf = (open: OpenVideo | null): Look[] => {
  if (open === null) return [];
  return [open.other, open.look, open.earlier].filter((look) => look !== null);
};

/** Returns the video with what was read of it before; null where nothing was. */
const asBefore = ({ earlier, ...open }: OpenVideo): OpenVideo | null =>
  earlier === null ? null : { ...open, look: earlier, other: null, earlier: null };

/** Returns what is left to do when an opening is left; nothing in another state. */
const leave = (video: VideoState): Todo[] =>
  video.phase === "opening" ? [{ kind: "abort" }, free(video.strip)] : [];

function begin(video: VideoState, { opening }: OpeningEvent & { kind: "begin" }): Next {
  const before = openIn(video);
  const lost = before !== null && isEmpty(before) ? before : null;
  const previous = lost === null ? before : asBefore(lost);
  return {
    video: {
      ...opening,
      phase: "opening",
      file: null,
      fetched: null,
      restored: null,
      facts: null,
      strip: [],
      decoded: { done: 0, total: 0 },
      encoded: { done: 0, total: 0 },
      previous,
    },
    todo: [...leave(video), ...(lost === null ? [] : [close(lost.look)])],
  };
}

function arrive(now: OpeningVideo, event: OpeningEvent & { kind: "arrived" }): Next {
  const { file, video, savedAs, looking } = event;
  const { strip, previous, keepsMemory } = now;
  // The opening may have replaced another file, whose memory this one does not keep.
  const before = keepsMemory && previous?.file.key === file.key ? previous : null;
  const kept = before === null ? null : memoryOf(before);
  const open = { phase: "open", file, facts: video.facts } as const;
  const after = (...stay: readonly (Look | null)[]): Todo[] =>
    looksOf(previous)
      .filter((look) => !stay.includes(look))
      .map(close);
  if (video.kind === "frames") {
    const earlier = before?.earlier ?? null;
    return {
      video: { ...open, look: { kind: "frames", video, looking, strip }, other: kept, earlier },
      todo: [{ kind: "show" }, ...after(kept, earlier)],
    };
  }
  // Of several readings the one that the reader had first stays, until one is whole.
  const earlier = before?.earlier ?? kept;
  return {
    video: { ...open, look: newWhole(video, savedAs), other: null, earlier },
    todo: [{ kind: "show" }, free(strip), ...after(earlier)],
  };
}

function switchTo(video: VideoState, to: Look["kind"]): Next {
  const open = (keepsMemory: boolean): Next => ({
    video,
    todo: [{ kind: "open", way: to, keepsMemory }],
  });
  if (video.phase === "failed") return open(false);
  if (video.phase !== "open" || video.look.kind === to) return { video, todo: [] };
  // A memory without its file has no frames to look at.
  if (to === "frames") return isHere(video.file) ? open(true) : { video, todo: [] };
  const { look, other } = video;
  if (other === null) return open(false);
  return { video: { ...video, look: other, other: null }, todo: [{ kind: "show" }, close(look)] };
}

/** Removes a memory in which nothing is left, so that it neither stays nor comes back. */
function empty(video: VideoState, { videoId, error }: OpeningEvent & { kind: "emptied" }): Next {
  const open = openIn(video);
  if (open === null || open.look.video.id !== videoId) return { video, todo: [] };
  const todo = [free(open.look.strip)];
  const before = asBefore(open);
  if (video.phase !== "open") return { video: { ...video, previous: before }, todo };
  if (before !== null) return { video: before, todo: [{ kind: "show" }, ...todo] };
  if (error === null) return { video: NO_VIDEO, todo };
  const { file, facts } = open;
  return {
    video: { phase: "failed", name: file.name, error, facts, memory: null, previous: null },
    todo,
  };
}

/** Drops what was read before, when what replaces it is whole. */
function replace(video: VideoState, videoId: number): Next {
  const open = openIn(video);
  if (open === null || open.earlier === null || memoryOf(open)?.video.id !== videoId)
    return { video, todo: [] };
  const now = { ...open, earlier: null };
  return {
    video: video.phase === "open" ? now : { ...video, previous: now },
    todo: [close(open.earlier)],
  };
}

function goBack(video: VideoState): Next {
  const before = video.phase === "open" ? asBefore(video) : null;
  if (video.phase !== "open" || before === null) return { video, todo: [] };
  const dropped = looksOf(video).filter((look) => look !== before.look);
  return { video: before, todo: [{ kind: "show" }, ...dropped.map(close)] };
}

/** Handles the events of one opening; nothing changes when it has been replaced. */
function tell(video: VideoState, event: Extract<OpeningEvent, { readonly id: number }>): Next {
  const now = video.phase === "opening" && video.id === event.id ? video : null;
  const as = (change: Partial<OpeningVideo>): Next =>
    now === null ? { video, todo: [] } : { video: { ...now, ...change }, todo: [] };
  switch (event.kind) {
    case "progress":
      return as(event.now);
    case "facts": {
      const { facts } = event;
      return as({ facts, frames: Math.min(now?.frames ?? 0, facts.frameCount ?? Infinity) });
    }
    case "frame": {
      if (now === null) return { video, todo: [free([event.frame])] };
      return as({ strip: [...now.strip, event.frame].sort((a, b) => a.index - b.index) });
    }
    case "arrived": {
      if (now !== null) return arrive(now, event);
      // Whoever reads a memory closes it when its reading has ended.
      const { video: late, looking } = event;
      const todo =
        late.kind === "frames" ? [close({ kind: "frames", video: late, looking, strip: [] })] : [];
      return { video, todo };
    }
    case "failed": {
      if (now === null) return { video, todo: [] };
      const { name, facts, memory, previous } = now;
      return {
        video: { phase: "failed", name, error: event.error, facts, memory, previous },
        todo: leave(video),
      };
    }
  }
}

/** Returns the next state, and what is left to do. */
export function next(video: VideoState, event: OpeningEvent): Next {
  if ("id" in event) return tell(video, event);
  switch (event.kind) {
    case "begin":
      return begin(video, event);
    case "switch":
      return switchTo(video, event.to);
    case "emptied":
      return empty(video, event);
    case "read":
      return replace(video, event.videoId);
    case "back":
      return goBack(video);
    case "leave":
      if (video.phase === "none") return { video, todo: [] };
      return { video: { phase: "none", previous: openIn(video) }, todo: leave(video) };
    case "stop": {
      if (video.phase === "open") return { video, todo: [] };
      if (video.phase === "none") return { video: video.previous ?? video, todo: [] };
      return { video: video.previous ?? NO_VIDEO, todo: leave(video) };
    }
    case "close":
      return {
        video: NO_VIDEO,
        todo: [...leave(video), { kind: "show" }, ...looksOf(openIn(video)).map(close)],
      };
  }
}

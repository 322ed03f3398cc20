// Every event in every state of the opening machine: what comes of it, and what is left to do. The tables name what
// happens; an event that a table does not name leaves the state as it is, and nothing to do.

import { describe, expect, it } from "vitest";
import type { FramesVideo, WholeVideo } from "../../../src/engine/api.ts";
import { next, type OpeningEvent, type Todo } from "../../../src/store/video/opening/machine.ts";
import {
  NO_VIDEO,
  type Look,
  type OpenVideo,
  type VideoState,
} from "../../../src/store/video/state.ts";
import type { StripFrame, VideoFile } from "../../../src/store/video/types.ts";
import { newWhole } from "../../../src/store/whole/state.ts";
import type { WholeLook } from "../../../src/store/whole/types.ts";
import { FACTS } from "../../support/fake-facts.ts";

const FRAMES_ID = 10;
const WHOLE_ID = 20;
const EARLIER_ID = 25;
const error = { code: "video-codec", message: "Cannot decode.", hint: "Convert it." };

const file: VideoFile = {
  key: 1,
  name: "clip.mp4",
  origin: { kind: "address", url: "https://example.test/clip.mp4" },
  sample: null,
  blob: new Blob(["bytes"]),
};
const picture = (index: number): StripFrame => ({
  index,
  timeSec: index,
  thumbnail: {} as ImageBitmap,
});
const framesVideo = (id: number) => ({ kind: "frames", id, facts: FACTS }) as FramesVideo;
const wholeVideo = (id: number) => ({ kind: "whole", id, facts: FACTS }) as WholeVideo;

const frames: Look = {
  kind: "frames",
  looking: {},
  video: framesVideo(FRAMES_ID),
  strip: [picture(0)],
};
const empty: WholeLook = { ...newWhole(wholeVideo(WHOLE_ID), null), strip: [picture(0)] };
const chunk = {
  index: 0,
  timesSec: [0],
  detailed: 1,
  compact: 1,
  levels: new Uint8Array(1),
  scores: null,
};
const whole: WholeLook = { ...empty, chunks: [chunk] };
const earlier: WholeLook = { ...whole, video: wholeVideo(EARLIER_ID) };
const open = (look: Look, other: WholeLook | null = null): OpenVideo => ({
  phase: "open",
  file,
  facts: FACTS,
  look,
  other,
  earlier: null,
});

const opening = (previous: OpenVideo | null, keepsMemory = false): VideoState => {
  const began = {
    id: 1,
    name: "new.mp4",
    step: "model",
    frames: 32,
    keepsMemory,
    memory: null,
  } as const;
  const { video } = next(previous ?? NO_VIDEO, { kind: "begin", opening: began });
  return next(video, { kind: "frame", id: 1, frame: picture(3) }).video;
};
const failed = (previous: OpenVideo | null): VideoState => ({
  phase: "failed",
  name: "bad.mov",
  error,
  facts: null,
  memory: null,
  previous,
});

const STATES = {
  none: NO_VIDEO,
  "the start over frames beside a memory": { phase: "none", previous: open(frames, whole) },
  "the start over an empty memory": { phase: "none", previous: open(empty) },
  opening: opening(null),
  "opening over frames": opening(open(frames)),
  "opening frames beside a memory": opening(open(frames, whole), true),
  "opening frames of a memory": opening(open(whole), true),
  "opening over another file's memory": opening(
    { ...open(whole), file: { ...file, key: 2 } },
    true,
  ),
  frames: open(frames),
  "frames beside a memory": open(frames, whole),
  whole: open(whole),
  "an empty memory": open(empty),
  "a saved memory": { ...open(whole), file: { ...file, blob: null } },
  "another reading": { ...open(whole), earlier },
  "another reading with nothing in it": { ...open(empty), earlier },
  "frames beside another reading": { ...open(frames, whole), earlier },
  failed: failed(null),
  "failed over frames": failed(open(frames)),
} as const satisfies Record<string, VideoState>;

const arrived = (id: number, video: FramesVideo | WholeVideo): OpeningEvent => ({
  kind: "arrived",
  id,
  file,
  video,
  savedAs: null,
  looking: {},
});
const began = {
  id: 2,
  name: "next.mp4",
  step: "model",
  frames: 32,
  keepsMemory: false,
  memory: null,
} as const;

/** Openings in the states are number 1; number 9 is one that was replaced long ago. */
const EVENTS = {
  begin: { kind: "begin", opening: began },
  progress: { kind: "progress", id: 1, now: { step: "encode" } },
  "late progress": { kind: "progress", id: 9, now: { step: "encode" } },
  facts: { kind: "facts", id: 1, facts: { ...FACTS, frameCount: 20 } },
  "late facts": { kind: "facts", id: 9, facts: FACTS },
  frame: { kind: "frame", id: 1, frame: picture(2) },
  "late frame": { kind: "frame", id: 9, frame: picture(2) },
  "frames arrived": arrived(1, framesVideo(30)),
  "frames arrived late": arrived(9, framesVideo(30)),
  "whole arrived": arrived(1, wholeVideo(40)),
  "whole arrived late": arrived(9, wholeVideo(40)),
  failed: { kind: "failed", id: 1, error },
  "failed late": { kind: "failed", id: 9, error },
  read: { kind: "read", videoId: WHOLE_ID },
  "another read": { kind: "read", videoId: 99 },
  back: { kind: "back" },
  emptied: { kind: "emptied", videoId: WHOLE_ID, error: null },
  "emptied by an error": { kind: "emptied", videoId: WHOLE_ID, error },
  "another emptied": { kind: "emptied", videoId: 99, error },
  "to frames": { kind: "switch", to: "frames" },
  "to whole": { kind: "switch", to: "whole" },
  leave: { kind: "leave" },
  stop: { kind: "stop" },
  close: { kind: "close" },
} as const satisfies Record<string, OpeningEvent>;

const stripWords = (strip: readonly StripFrame[]) =>
  `[${strip.map(({ index }) => index).join(" ")}]`;

const lookWords = ({ kind, video, strip }: Look) => `${kind} ${video.id} ${stripWords(strip)}`;

function stateWords(video: VideoState): string {
  const words = (how: string, look: Look | null) =>
    look === null ? "" : ` ${how} ${lookWords(look)}`;
  if (video.phase === "open")
    return `${lookWords(video.look)}${words("beside", video.other)}${words("before", video.earlier)}`;
  const back = video.previous === null ? "" : ` over ${stateWords(video.previous)}`;
  if (video.phase === "none") return `none${back}`;
  if (video.phase === "failed") return `failed ${video.name}${back}`;
  const { id, step, frames, strip } = video;
  return `opening ${id} at ${step}, ${frames} frames ${stripWords(strip)}${back}`;
}

function todoWords(todo: Todo): string {
  if (todo.kind === "free") return `free ${stripWords(todo.strip)}`;
  if (todo.kind === "close") return `close ${lookWords(todo.look)}`;
  if (todo.kind === "open")
    return `open ${todo.way}${todo.keepsMemory ? " and keep the memory" : ""}`;
  return todo.kind;
}

function outcome(video: VideoState, event: OpeningEvent): string {
  const after = next(video, event);
  const words = after.video === video ? "same" : stateWords(after.video);
  return [words, ...after.todo.map(todoWords)].join("; ");
}

type Row = Partial<Record<keyof typeof EVENTS, string>>;

const LATE: Row = {
  "late frame": "same; free [2]",
  "frames arrived late": "same; close frames 30 []",
};
/** Without an opening, its events are late too. */
const GONE: Row = {
  ...LATE,
  frame: "same; free [2]",
  "frames arrived": "same; close frames 30 []",
};

const TABLE: Readonly<Record<keyof typeof STATES, Row>> = {
  none: {
    ...GONE,
    begin: "opening 2 at model, 32 frames []",
    close: "same; show",
  },
  "the start over frames beside a memory": {
    ...GONE,
    begin: "opening 2 at model, 32 frames [] over frames 10 [0] beside whole 20 [0]",
    stop: "frames 10 [0] beside whole 20 [0]",
    close: "none; show; close whole 20 [0]; close frames 10 [0]",
  },
  "the start over an empty memory": {
    ...GONE,
    begin: "opening 2 at model, 32 frames []; close whole 20 [0]",
    emptied: "none; free [0]",
    "emptied by an error": "none; free [0]",
    stop: "whole 20 [0]",
    close: "none; show; close whole 20 [0]",
  },
  opening: {
    ...LATE,
    begin: "opening 2 at model, 32 frames []; abort; free [3]",
    progress: "opening 1 at encode, 32 frames [3]",
    facts: "opening 1 at model, 20 frames [3]",
    frame: "opening 1 at model, 32 frames [2 3]",
    "frames arrived": "frames 30 [3]; show",
    "whole arrived": "whole 40 []; show; free [3]",
    failed: "failed new.mp4; abort; free [3]",
    stop: "none; abort; free [3]",
    leave: "none; abort; free [3]",
    close: "none; abort; free [3]; show",
  },
  "opening over frames": {
    ...LATE,
    begin: "opening 2 at model, 32 frames [] over frames 10 [0]; abort; free [3]",
    progress: "opening 1 at encode, 32 frames [3] over frames 10 [0]",
    facts: "opening 1 at model, 20 frames [3] over frames 10 [0]",
    frame: "opening 1 at model, 32 frames [2 3] over frames 10 [0]",
    "frames arrived": "frames 30 [3]; show; close frames 10 [0]",
    "whole arrived": "whole 40 []; show; free [3]; close frames 10 [0]",
    failed: "failed new.mp4 over frames 10 [0]; abort; free [3]",
    stop: "frames 10 [0]; abort; free [3]",
    leave: "none over frames 10 [0]; abort; free [3]",
    close: "none; abort; free [3]; show; close frames 10 [0]",
  },
  "opening frames beside a memory": {
    ...LATE,
    begin:
      "opening 2 at model, 32 frames [] over frames 10 [0] beside whole 20 [0]; abort; free [3]",
    progress: "opening 1 at encode, 32 frames [3] over frames 10 [0] beside whole 20 [0]",
    facts: "opening 1 at model, 20 frames [3] over frames 10 [0] beside whole 20 [0]",
    frame: "opening 1 at model, 32 frames [2 3] over frames 10 [0] beside whole 20 [0]",
    "frames arrived": "frames 30 [3] beside whole 20 [0]; show; close frames 10 [0]",
    "whole arrived": "whole 40 [] before whole 20 [0]; show; free [3]; close frames 10 [0]",
    failed: "failed new.mp4 over frames 10 [0] beside whole 20 [0]; abort; free [3]",
    stop: "frames 10 [0] beside whole 20 [0]; abort; free [3]",
    leave: "none over frames 10 [0] beside whole 20 [0]; abort; free [3]",
    close: "none; abort; free [3]; show; close whole 20 [0]; close frames 10 [0]",
  },
  "opening frames of a memory": {
    ...LATE,
    begin: "opening 2 at model, 32 frames [] over whole 20 [0]; abort; free [3]",
    progress: "opening 1 at encode, 32 frames [3] over whole 20 [0]",
    facts: "opening 1 at model, 20 frames [3] over whole 20 [0]",
    frame: "opening 1 at model, 32 frames [2 3] over whole 20 [0]",
    "frames arrived": "frames 30 [3] beside whole 20 [0]; show",
    "whole arrived": "whole 40 [] before whole 20 [0]; show; free [3]",
    failed: "failed new.mp4 over whole 20 [0]; abort; free [3]",
    emptied: "opening 1 at model, 32 frames [3]; free [0]",
    "emptied by an error": "opening 1 at model, 32 frames [3]; free [0]",
    stop: "whole 20 [0]; abort; free [3]",
    leave: "none over whole 20 [0]; abort; free [3]",
    close: "none; abort; free [3]; show; close whole 20 [0]",
  },
  "opening over another file's memory": {
    ...LATE,
    begin: "opening 2 at model, 32 frames [] over whole 20 [0]; abort; free [3]",
    progress: "opening 1 at encode, 32 frames [3] over whole 20 [0]",
    facts: "opening 1 at model, 20 frames [3] over whole 20 [0]",
    frame: "opening 1 at model, 32 frames [2 3] over whole 20 [0]",
    "frames arrived": "frames 30 [3]; show; close whole 20 [0]",
    "whole arrived": "whole 40 []; show; free [3]; close whole 20 [0]",
    failed: "failed new.mp4 over whole 20 [0]; abort; free [3]",
    emptied: "opening 1 at model, 32 frames [3]; free [0]",
    "emptied by an error": "opening 1 at model, 32 frames [3]; free [0]",
    stop: "whole 20 [0]; abort; free [3]",
    leave: "none over whole 20 [0]; abort; free [3]",
    close: "none; abort; free [3]; show; close whole 20 [0]",
  },
  frames: {
    ...GONE,
    begin: "opening 2 at model, 32 frames [] over frames 10 [0]",
    "to whole": "same; open whole",
    leave: "none over frames 10 [0]",
    close: "none; show; close frames 10 [0]",
  },
  "frames beside a memory": {
    ...GONE,
    begin: "opening 2 at model, 32 frames [] over frames 10 [0] beside whole 20 [0]",
    "to whole": "whole 20 [0]; show; close frames 10 [0]",
    leave: "none over frames 10 [0] beside whole 20 [0]",
    close: "none; show; close whole 20 [0]; close frames 10 [0]",
  },
  whole: {
    ...GONE,
    begin: "opening 2 at model, 32 frames [] over whole 20 [0]",
    emptied: "none; free [0]",
    "emptied by an error": "failed clip.mp4; free [0]",
    "to frames": "same; open frames and keep the memory",
    leave: "none over whole 20 [0]",
    close: "none; show; close whole 20 [0]",
  },
  "an empty memory": {
    ...GONE,
    begin: "opening 2 at model, 32 frames []; close whole 20 [0]",
    emptied: "none; free [0]",
    "emptied by an error": "failed clip.mp4; free [0]",
    "to frames": "same; open frames and keep the memory",
    leave: "none over whole 20 [0]",
    close: "none; show; close whole 20 [0]",
  },
  "a saved memory": {
    ...GONE,
    begin: "opening 2 at model, 32 frames [] over whole 20 [0]",
    emptied: "none; free [0]",
    "emptied by an error": "failed clip.mp4; free [0]",
    leave: "none over whole 20 [0]",
    close: "none; show; close whole 20 [0]",
  },
  "another reading": {
    ...GONE,
    begin: "opening 2 at model, 32 frames [] over whole 20 [0] before whole 25 [0]",
    "to frames": "same; open frames and keep the memory",
    read: "whole 20 [0]; close whole 25 [0]",
    back: "whole 25 [0]; show; close whole 20 [0]",
    emptied: "whole 25 [0]; show; free [0]",
    "emptied by an error": "whole 25 [0]; show; free [0]",
    leave: "none over whole 20 [0] before whole 25 [0]",
    close: "none; show; close whole 20 [0]; close whole 25 [0]",
  },
  "another reading with nothing in it": {
    ...GONE,
    begin: "opening 2 at model, 32 frames [] over whole 25 [0]; close whole 20 [0]",
    "to frames": "same; open frames and keep the memory",
    read: "whole 20 [0]; close whole 25 [0]",
    back: "whole 25 [0]; show; close whole 20 [0]",
    emptied: "whole 25 [0]; show; free [0]",
    "emptied by an error": "whole 25 [0]; show; free [0]",
    leave: "none over whole 20 [0] before whole 25 [0]",
    close: "none; show; close whole 20 [0]; close whole 25 [0]",
  },
  "frames beside another reading": {
    ...GONE,
    begin:
      "opening 2 at model, 32 frames [] over frames 10 [0] beside whole 20 [0] before whole 25 [0]",
    "to whole": "whole 20 [0] before whole 25 [0]; show; close frames 10 [0]",
    read: "frames 10 [0] beside whole 20 [0]; close whole 25 [0]",
    back: "whole 25 [0]; show; close whole 20 [0]; close frames 10 [0]",
    leave: "none over frames 10 [0] beside whole 20 [0] before whole 25 [0]",
    close: "none; show; close whole 20 [0]; close frames 10 [0]; close whole 25 [0]",
  },
  failed: {
    ...GONE,
    begin: "opening 2 at model, 32 frames []",
    "to frames": "same; open frames",
    "to whole": "same; open whole",
    stop: "none",
    leave: "none",
    close: "none; show",
  },
  "failed over frames": {
    ...GONE,
    begin: "opening 2 at model, 32 frames [] over frames 10 [0]",
    "to frames": "same; open frames",
    "to whole": "same; open whole",
    stop: "frames 10 [0]",
    leave: "none over frames 10 [0]",
    close: "none; show; close frames 10 [0]",
  },
};

describe.each(Object.entries(STATES))("%s", (state, video) => {
  const row = TABLE[state as keyof typeof STATES];
  it.each(Object.entries(EVENTS))("%s", (name, event) => {
    expect(outcome(video, event)).toBe(row[name as keyof typeof EVENTS] ?? "same");
  });
});

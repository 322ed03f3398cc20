// Plays the open file: where its player stands, how fast and how loud. It may stand between the frames that were looked at;
// where a file cannot be played, moving in time selects a frame.

import type { SessionContext } from "../session/context.ts";
import type { Actions, State } from "../types.ts";
import { frameAt } from "./frame-at.ts";
import { isHere } from "./types.ts";
import { timesOf } from "./state.ts";

/** The speeds that can be chosen, in ascending order. */
export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** The length of a picture in files that do not say how many they hold, seconds. */
const USUAL_PICTURE_SEC = 1 / 30;

/** Nearer to its end than this, a file is played from its beginning again, seconds. */
const END_SEC = 0.2;
const NO_FACTS = { startSec: 0, durationSec: 0 };

/** Nearer than this to the time of a frame counts as at it, seconds: a tenth of a frame at 60 frames a second. */
export const CLOSE_SEC = 0.002;

/** Whether the browser's player may be used: the file is here, and it plays, and shows the same frames. */
export const canPlay = ({ video, isUnplayable }: State): boolean =>
  video.phase === "open" && isHere(video.file) && video.facts.isPlayedAlike && !isUnplayable;

/** Returns the moment of the player, or of the selected frame, in seconds; null without a video. */
export function momentOf({ video, atSec, selected }: State): number | null {
  return video.phase === "open" ? (atSec ?? timesOf(video.look)[selected] ?? null) : null;
}

export function createPlayerActions({ get, set }: SessionContext) {
  /** Shows the picture at a moment, or selects the frame nearest to it where the file cannot be played. */
  const show = (wantedSec: number): void => {
    const state = get();
    const { video } = state;
    if (video.phase !== "open") return;
    const { startSec, durationSec } = video.facts;
    const timeSec = Math.max(startSec, Math.min(wantedSec, startSec + durationSec));
    const times = timesOf(video.look);
    const selected = frameAt(times, timeSec);
    const isAtFrame = Math.abs((times[selected] ?? 0) - timeSec) <= CLOSE_SEC;
    const isFrame = !canPlay(state) || (isAtFrame && !state.isPlaying);
    const atSec = isFrame ? null : timeSec;
    set({ selected, atSec, awaitedSec: null, hovered: null });
  };
  const by = (state: State, sec: number): void => {
    const momentSec = momentOf(state);
    if (momentSec === null) return;
    const { selected, video } = state;
    show(momentSec + sec);
    if (canPlay(state) || get().selected !== selected || video.phase !== "open") return;
    // Where frames are far apart, the nearest one may be the one that is left.
    const last = timesOf(video.look).length - 1;
    set({ selected: Math.max(0, Math.min(selected + Math.sign(sec), last)) });
  };
  return {
    seekBy: (sec) => by(get(), sec),
    seekTo: show,
    seekToShare: (share) => {
      const { video } = get();
      if (video.phase === "open") show(video.facts.startSec + share * video.facts.durationSec);
    },
    stepPicture: (count) => {
      const state = get();
      const { video } = state;
      const momentSec = momentOf(state);
      if (video.phase !== "open" || momentSec === null) return;
      const { startSec, durationSec, frameCount } = video.facts;
      const pictureSec = frameCount === null ? USUAL_PICTURE_SEC : durationSec / frameCount;
      set({ isPlaying: false });
      if (!canPlay(state)) return by(state, count * pictureSec);
      // The middle of a picture is safe from rounding. Times of frames are those of their beginnings.
      const picture = Math.floor((momentSec - startSec) / pictureSec + 0.01);
      show(startSec + (picture + count + 0.5) * pictureSec);
    },
    playedTo: (timeSec) => {
      const { video } = get();
      if (video.phase !== "open") return;
      set({ atSec: timeSec, selected: frameAt(timesOf(video.look), timeSec), awaitedSec: null });
    },
    playerFailed: () => set({ isUnplayable: true, isPlaying: false, atSec: null }),
    setPlaying: (isPlaying) => {
      const { video, atSec } = get();
      const { startSec, durationSec } = video.phase === "open" ? video.facts : NO_FACTS;
      const isAtEnd = atSec !== null && atSec > startSec + durationSec - END_SEC;
      set({ isPlaying, ...(isPlaying && isAtEnd && { atSec: startSec }) });
    },
    setSpeed: (speed) => set({ speed }),
    stepSpeed: (steps) => {
      const at = SPEEDS.findIndex((speed) => speed === get().speed) + steps;
      set({ speed: SPEEDS[Math.max(0, Math.min(at, SPEEDS.length - 1))] ?? 1 });
    },
  } satisfies Partial<Actions>;
}

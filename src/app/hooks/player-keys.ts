// The player's keys: those of YouTube, and the brackets, which go from one frame that was looked at to the next.

import { selectCanPlay, selectOpenVideo } from "../../store/selectors.ts";
import type { SessionState } from "../../store/types.ts";

/** The button of the full screen carries this id, so that its key finds it. */
export const FULL_SCREEN_ID = "full-screen";

/** Returns what a key does to the open video; null for nothing. */
export function playerKey(
  { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">,
  state: SessionState,
): (() => void) | null {
  if (selectOpenVideo(state) === null) return null;
  const { actions, isPlaying, isMuted, drawnRange } = state;
  const canPlay = selectCanPlay(state);
  const whenPlayable = (act: () => void) => (canPlay ? act : null);
  switch (key.toLowerCase()) {
    case " ":
    case "k":
      return whenPlayable(() => actions.setPlaying(!isPlaying));
    case "j":
      return () => actions.seekBy(-10);
    case "l":
      return () => actions.seekBy(10);
    case "arrowleft":
      return shiftKey ? null : () => actions.seekBy(-5);
    case "arrowright":
      return shiftKey ? null : () => actions.seekBy(5);
    case "[":
      return () => actions.stepFrame(-1);
    case "]":
      return () => actions.stepFrame(1);
    case "i":
      return () => actions.markRangeStart();
    case "o":
      return () => actions.markRangeEnd();
    case "enter":
      return drawnRange === null ? null : () => void actions.lookAtDrawnRange();
    case ",":
      return () => actions.stepPicture(-1);
    case ".":
      return () => actions.stepPicture(1);
    case "<":
      return whenPlayable(() => actions.stepSpeed(-1));
    case ">":
      return whenPlayable(() => actions.stepSpeed(1));
    case "m":
      return whenPlayable(() => actions.setMuted(!isMuted));
    case "f":
      return () => document.getElementById(FULL_SCREEN_ID)?.click();
    default:
      return /^\d$/.test(key) ? () => actions.seekToShare(Number(key) / 10) : null;
  }
}

// The player over the whole screen, and back.

import { useCallback, useSyncExternalStore } from "react";
import { FULL_SCREEN_ID } from "../hooks/player-keys.ts";
import { Icon } from "../ui/Icon.tsx";

/** The element that fills the screen. */
export const PLAYER_ID = "player";

function useIsFullScreen(): boolean {
  const subscribe = useCallback((onChange: () => void) => {
    document.addEventListener("fullscreenchange", onChange);
    return () => document.removeEventListener("fullscreenchange", onChange);
  }, []);
  return useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
}

export function FullScreenButton() {
  const isFull = useIsFullScreen();
  const toggle = () => {
    // Refused where the page is not allowed to; then it stays as it is.
    if (isFull) document.exitFullscreen().catch(() => undefined);
    else
      document
        .getElementById(PLAYER_ID)
        ?.requestFullscreen()
        .catch(() => undefined);
  };
  if (!document.fullscreenEnabled) return null;
  return (
    <button
      type="button"
      id={FULL_SCREEN_ID}
      className="btn plain square"
      aria-label={isFull ? "Leave full screen" : "Full screen"}
      title={isFull ? "Leave full screen (F)" : "Full screen (F)"}
      onClick={toggle}
    >
      <Icon name={isFull ? "smaller" : "larger"} />
    </button>
  );
}

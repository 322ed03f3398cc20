// The pointer over any track is over a frame: hovering shows it, pressing and dragging selects.

import type { PointerEvent } from "react";
import { useActions } from "../hooks/session.tsx";

interface ScrubHandlers {
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
}

/** Column under the pointer; null over the gutter, or where nothing is a frame. */
function columnAt(event: PointerEvent<HTMLElement>, columns: number): number | null {
  if (!(event.target instanceof Element)) return null;
  const track = event.target.closest(".track");
  if (track === null) return null;
  const { left, width } = track.getBoundingClientRect();
  const column = Math.floor(((event.clientX - left) / width) * columns);
  return column < 0 || column >= columns ? null : column;
}

export function useScrub(columns: number): ScrubHandlers {
  const { hoverFrame, selectFrame, setPlaying } = useActions();
  const select = (event: PointerEvent<HTMLElement>) => {
    const column = columnAt(event, columns);
    if (column === null) return;
    setPlaying(false);
    selectFrame(column);
  };
  return {
    onPointerMove: (event) => {
      // A finger has no hover; with a button down the pointer scrubs.
      if (event.pointerType === "mouse") hoverFrame(columnAt(event, columns));
      if (event.buttons === 1 && event.pointerType === "mouse") select(event);
    },
    onPointerDown: select,
  };
}

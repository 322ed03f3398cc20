// The pointer over any track is over a column: hovering shows its frame, pressing and dragging selects it.

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

/** `frameOf` a column; null where there is none to show. */
export function useScrub(
  columns: number,
  frameOf: (column: number) => number | null = (column) => column,
): ScrubHandlers {
  const { hoverFrame, selectFrame, setPlaying } = useActions();
  const frameAt = (event: PointerEvent<HTMLElement>): number | null => {
    const column = columnAt(event, columns);
    return column === null ? null : frameOf(column);
  };
  const select = (event: PointerEvent<HTMLElement>) => {
    const frame = frameAt(event);
    if (frame === null) return;
    setPlaying(false);
    selectFrame(frame);
  };
  return {
    onPointerMove: (event) => {
      // A finger has no hover; with a button down the pointer scrubs.
      if (event.pointerType === "mouse") hoverFrame(frameAt(event));
      if (event.buttons === 1 && event.pointerType === "mouse") select(event);
    },
    onPointerDown: select,
  };
}

// The pointer over any track is over a column: hovering shows its frame, pressing and dragging selects it.

import type { PointerEvent } from "react";
import { useActions } from "../hooks/session.tsx";

export interface ScrubHandlers {
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
}

/** Returns the column at a place from the left edge of the track; null beside the track. */
function columnAt(track: Element, clientX: number, columns: number): number | null {
  const { left, width } = track.getBoundingClientRect();
  const column = Math.floor(((clientX - left) / width) * columns);
  return column < 0 || column >= columns ? null : column;
}

/** Returns the track under the pointer; null over the gutter. */
const trackUnder = ({ target }: PointerEvent<HTMLElement>): Element | null =>
  target instanceof Element ? target.closest(".track") : null;

/** `frameOf` a column; null where there is none to show. */
export function useScrub(
  columns: number,
  frameOf: (column: number) => number | null = (column) => column,
): ScrubHandlers {
  const { hoverFrame, selectFrame, setPlaying } = useActions();
  const frameAt = (track: Element | null, clientX: number): number | null => {
    const column = track === null ? null : columnAt(track, clientX, columns);
    return column === null ? null : frameOf(column);
  };
  const select = (frame: number | null) => {
    if (frame === null) return;
    setPlaying(false);
    selectFrame(frame);
  };
  return {
    onPointerMove: (event) => {
      // A finger has no hover, and pans.
      if (event.pointerType !== "mouse") return;
      const { currentTarget, clientX, pointerId } = event;
      const isScrubbing = event.buttons === 1 && currentTarget.hasPointerCapture(pointerId);
      if (!isScrubbing) return hoverFrame(frameAt(trackUnder(event), clientX));
      // Wherever the pointer is now, it was pressed on a track, and all tracks have the same columns.
      const frame = frameAt(currentTarget.querySelector(".track"), clientX);
      hoverFrame(frame);
      select(frame);
    },
    onPointerDown: (event) => {
      const { currentTarget, pointerId, clientX } = event;
      const track = trackUnder(event);
      if (track === null) return;
      // The drag goes on when the pointer leaves the timeline up or down.
      if (event.pointerType === "mouse") currentTarget.setPointerCapture(pointerId);
      select(frameAt(track, clientX));
    },
  };
}

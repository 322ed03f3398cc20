// Dragging along the ruler draws a range, and letting go looks at it. A press without a drag stays a press.

import { useRef, type PointerEvent } from "react";
import { useActions } from "../hooks/session.tsx";
import { timeAtPlace, type RulerSpan } from "./ruler-ticks.ts";
import type { ScrubHandlers } from "./use-scrub.ts";

/** A shorter way of the pointer is a press. */
const DRAG_PX = 4;

interface RangeDrag {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  /** Returns whether a range is being drawn. */
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => boolean;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
}

/** Returns the handlers of both: what begins on the ruler draws a range, and everything else scrubs. */
export const withRangeDrag = (scrub: ScrubHandlers, drag: RangeDrag) => ({
  onPointerDown: (event: PointerEvent<HTMLElement>) => {
    drag.onPointerDown(event);
    scrub.onPointerDown(event);
  },
  onPointerMove: (event: PointerEvent<HTMLElement>) => {
    if (!drag.onPointerMove(event)) scrub.onPointerMove(event);
  },
  onPointerUp: drag.onPointerUp,
  onPointerCancel: drag.onPointerCancel,
});

/** `times` and `span` are those of the columns. */
export function useRangeDrag(times: readonly number[], span: RulerSpan): RangeDrag {
  const { drawRange, hoverFrame, lookAtDrawnRange } = useActions();
  const begun = useRef<{ readonly ruler: Element; readonly x: number } | null>(null);
  const isDrawing = useRef(false);
  const timeAt = (ruler: Element, x: number): number => {
    const { left, width } = ruler.getBoundingClientRect();
    return timeAtPlace(times, span, Math.min(1, Math.max(0, (x - left) / width)));
  };
  const end = (): boolean => {
    const hasDrawn = isDrawing.current;
    begun.current = null;
    isDrawing.current = false;
    return hasDrawn;
  };
  return {
    onPointerDown: ({ target, pointerType, button, clientX }) => {
      end();
      // A finger pans.
      if (pointerType === "touch" || button !== 0 || !(target instanceof Element)) return;
      const ruler = target.closest(".ruler");
      if (ruler !== null) begun.current = { ruler, x: clientX };
    },
    onPointerMove: ({ clientX, buttons }) => {
      const from = begun.current;
      if (from === null || buttons !== 1) return false;
      isDrawing.current ||= Math.abs(clientX - from.x) >= DRAG_PX;
      if (!isDrawing.current) return true;
      const [one, other] = [timeAt(from.ruler, from.x), timeAt(from.ruler, clientX)];
      hoverFrame(null);
      drawRange({ fromSec: Math.min(one, other), toSec: Math.max(one, other) });
      return true;
    },
    onPointerUp: () => {
      if (end()) void lookAtDrawnRange();
    },
    onPointerCancel: () => {
      if (end()) drawRange(null);
    },
  };
}

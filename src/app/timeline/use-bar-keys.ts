// Arrow keys along the bars. One bar is the tab stop: the focused one, else the selected one. It must be in the page, and the
// others need not be; each says its place by aria-posinset.

import {
  useLayoutEffect,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
} from "react";
import { useActions } from "../hooks/session.tsx";

interface BarKeys {
  readonly tabStop: number;
  readonly handlers: {
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly onFocus: (event: FocusEvent) => void;
    readonly onBlur: (event: FocusEvent) => void;
  };
}

function nextIndex(key: string, at: number, last: number): number | null {
  switch (key) {
    case "ArrowRight":
      return Math.min(last, at + 1);
    case "ArrowLeft":
      return Math.max(0, at - 1);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

/** `count` bars, of which `selected` is the selected one; `frameOf` a bar is what Enter selects. */
export function useBarKeys(
  chart: RefObject<HTMLElement | null>,
  count: number,
  selected: number,
  frameOf: (bar: number) => number = (bar) => bar,
): BarKeys {
  const [focused, setFocused] = useState<number | null>(null);
  const last = count - 1;
  const { hoverFrame, selectFrame, setPlaying } = useActions();
  /** The bar that the keys go to, which may come with the next drawing. */
  const goesTo = useRef<number | null>(null);
  useLayoutEffect(() => {
    const place = goesTo.current;
    goesTo.current = null;
    if (place === null) return;
    const bar = `[role=option][aria-posinset="${place + 1}"]`;
    chart.current?.querySelector<SVGElement>(bar)?.focus();
  });
  return {
    tabStop: Math.min(focused ?? selected, last),
    handlers: {
      onFocus: ({ target }) => {
        const place = target.closest("[role=option]")?.getAttribute("aria-posinset") ?? null;
        if (place !== null) setFocused(Number(place) - 1);
      },
      onBlur: ({ relatedTarget }) => {
        if (relatedTarget instanceof Node && chart.current?.contains(relatedTarget) === true)
          return;
        setFocused(null);
        hoverFrame(null);
      },
      onKeyDown: (event) => {
        const at = focused ?? selected;
        if (event.key === "Enter") {
          setPlaying(false);
          selectFrame(frameOf(at));
          return;
        }
        const next = nextIndex(event.key, at, last);
        if (next === null) return;
        event.preventDefault();
        if (next === focused) return;
        goesTo.current = next;
        setFocused(next);
      },
    },
  };
}

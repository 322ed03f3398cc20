// How much of the ribbon is in view: its width in widths of the view, and where the view stands on it. The moment under the
// pointer, or else the middle of the view, stays where it is while the width changes.

import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from "react";
import { drawnColumns, type Columns } from "./columns.ts";

/** A column is not made wider than this, and not narrower than that: the overview shows more. */
const WIDEST_COLUMN_PX = 80;
const LEAST_COLUMN_PX = 1;
/** One press of a key or a button. */
export const ZOOM_STEP = 1.5;

/** The part of the tracks that is in view, in shares of them. */
export interface View {
  readonly from: number;
  readonly span: number;
}

const ALL_IN_VIEW: View = { from: 0, span: 1 };

export interface Zoom {
  /** Widths of the view; null for the style sheet's own width. */
  readonly zoom: number | null;
  readonly view: View;
  /** The columns that are drawn; none until it is known what is in view. */
  readonly drawn: Columns;
  /** Whether more cannot come into view. */
  readonly isLeast: boolean;
  /** `clientX` is the place that stays; default: the middle of the view. */
  readonly zoomBy: (factor: number, clientX?: number) => void;
  /** Moves the view so that it begins at a share of the tracks. */
  readonly panTo: (from: number) => void;
}

/** A width, and the share of the tracks that stays so many pixels from the left of the view. */
interface Zoomed {
  readonly zoom: number;
  readonly share: number;
  readonly offset: number;
}

interface Seen extends View {
  readonly columnPx: number;
}

const NONE: Columns = { from: 0, to: 0 };

/** The measures of the scroller and its tracks, which are all as wide as the first, in pixels. */
function measure(scroller: HTMLElement) {
  const track = scroller.querySelector<HTMLElement>(".track");
  const tracks = track?.getBoundingClientRect().width ?? 0;
  // The tracks stand behind the gutter. What is drawn on them may be wider for a moment, so the scroller's width tells nothing.
  const gutter = track?.offsetLeft ?? 0;
  const { scrollLeft, clientWidth } = scroller;
  return { scrollLeft, tracks, gutter, inView: Math.max(1, clientWidth - gutter) };
}

/** `scroller` is null until it is in the page; `columns` are those of the whole ribbon. */
export function useZoom(scroller: HTMLElement | null, columns: number): Zoom {
  const [zoomed, setZoomed] = useState<Zoomed | null>(null);
  const [seen, setSeen] = useState<Seen | null>(null);

  const look = useCallback(() => {
    if (scroller === null) return;
    const { scrollLeft, tracks, inView } = measure(scroller);
    const view =
      tracks > inView + 1 ? { from: scrollLeft / tracks, span: inView / tracks } : ALL_IN_VIEW;
    const next: Seen = { ...view, columnPx: tracks / columns };
    setSeen((old) =>
      old !== null &&
      old.from === next.from &&
      old.span === next.span &&
      old.columnPx === next.columnPx
        ? old
        : next,
    );
  }, [scroller, columns]);

  const zoomBy = useCallback(
    (factor: number, clientX?: number) => {
      if (scroller === null) return;
      const { scrollLeft, tracks, gutter, inView } = measure(scroller);
      const offset =
        clientX === undefined
          ? inView / 2
          : Math.min(inView, Math.max(0, clientX - scroller.getBoundingClientRect().left - gutter));
      const most = Math.max(1, (WIDEST_COLUMN_PX * columns) / inView);
      const least = Math.max(1, (LEAST_COLUMN_PX * columns) / inView);
      setZoomed({
        zoom: Math.min(most, Math.max(least, (tracks / inView) * factor)),
        share: (scrollLeft + offset) / tracks,
        offset,
      });
    },
    [scroller, columns],
  );

  useLayoutEffect(() => {
    if (zoomed === null || scroller === null) return;
    scroller.scrollTo({ left: zoomed.share * measure(scroller).tracks - zoomed.offset });
  }, [zoomed, scroller]);

  useEffect(() => {
    if (scroller === null) return undefined;
    const observer = new ResizeObserver(look);
    observer.observe(scroller);
    const track = scroller.querySelector(".track");
    if (track !== null) observer.observe(track);
    scroller.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      scroller.removeEventListener("scroll", look);
    };
  }, [scroller, look]);

  useZoomGestures(scroller, zoomBy);

  const panTo = (from: number) => {
    if (scroller !== null) scroller.scrollTo({ left: from * measure(scroller).tracks });
  };
  const view = seen ?? ALL_IN_VIEW;
  const { from, to } = seen === null ? NONE : drawnColumns(columns, seen);
  // The same while it is the same, so that what is drawn is not drawn again.
  const drawn = useMemo(() => ({ from, to }), [from, to]);
  const isLeast = view.span >= 1 || (seen !== null && seen.columnPx <= LEAST_COLUMN_PX * 1.01);
  return { zoom: zoomed?.zoom ?? null, view, drawn, isLeast, zoomBy, panTo };
}

/** The wheel with Ctrl, which is also how browsers tell a pinch on a touchpad, and two fingers on a screen. */
function useZoomGestures(element: HTMLElement | null, zoomBy: Zoom["zoomBy"]): void {
  useEffect(() => {
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      // The browser would zoom the page.
      event.preventDefault();
      zoomBy(Math.exp(-event.deltaY / 200), event.clientX);
    };
    let apart = 0;
    const onTouch = (event: TouchEvent) => {
      const [one, other] = event.touches;
      if (one === undefined || other === undefined) {
        apart = 0;
        return;
      }
      event.preventDefault();
      const now = Math.abs(one.clientX - other.clientX);
      if (apart > 0 && now > 0) zoomBy(now / apart, (one.clientX + other.clientX) / 2);
      apart = now;
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    element.addEventListener("touchmove", onTouch, { passive: false });
    element.addEventListener("touchend", onTouch);
    return () => {
      element.removeEventListener("wheel", onWheel);
      element.removeEventListener("touchmove", onTouch);
      element.removeEventListener("touchend", onTouch);
    };
  }, [element, zoomBy]);
}

import { useEffect, useRef } from "react";

/** The head stands so far from the right end of the view after the view has followed it, in pixels. */
const AHEAD_PX = 80;

/**
 * Keeps the head of a reading in view, as long as the reader leaves it there: one who has scrolled away from it is left where
 * they are. `share` of the tracks, which are `width` wide, has been read.
 */
export function useReadingHead(element: HTMLElement | null, share: number, width: number): void {
  const before = useRef(share);
  useEffect(() => {
    if (element === null || width === 0 || share <= before.current) {
      before.current = share;
      return;
    }
    // Where the page stands is not asked for each chunk, since each time all of it would be laid out.
    const frame = requestAnimationFrame(() => {
      const from = before.current;
      before.current = share;
      const { scrollLeft, clientWidth, scrollWidth } = element;
      const gutter = Math.max(0, scrollWidth - width);
      const inView = clientWidth - gutter;
      const isThere = (head: number) => head >= scrollLeft && head <= scrollLeft + inView;
      const head = share * width;
      if (isThere(from * width) && !isThere(head))
        element.scrollTo({ left: head - inView + AHEAD_PX });
    });
    return () => cancelAnimationFrame(frame);
  }, [element, share, width]);
}

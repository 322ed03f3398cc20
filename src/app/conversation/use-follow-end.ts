import { useLayoutEffect, useRef, type RefObject } from "react";

/** The distance from the end, in pixels, within which the reader counts as following it. */
const NEAR_PX = 48;

/**
 * Keeps the end of a scrolled box in view while its first child grows, unless the reader has scrolled away from it. A
 * new `turnId` goes to the end in any case.
 */
export function useFollowEnd<E extends HTMLElement>(
  turnId: number | undefined,
): RefObject<E | null> {
  const ref = useRef<E>(null);
  const isFollowing = useRef(true);
  const shownTurn = useRef(turnId);

  useLayoutEffect(() => {
    const box = ref.current;
    const content = box?.firstElementChild;
    if (box === null || content === null || content === undefined) return undefined;
    let lastTop = box.scrollTop;
    const onScroll = () => {
      const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
      // The event of our own scrolling may come after the content has grown further, so only scrolling up is the reader's.
      if (isNear) isFollowing.current = true;
      else if (box.scrollTop < lastTop) isFollowing.current = false;
      lastTop = box.scrollTop;
    };
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) box.scrollTop = box.scrollHeight;
    });
    box.addEventListener("scroll", onScroll, { passive: true });
    observer.observe(content);
    return () => {
      box.removeEventListener("scroll", onScroll);
      observer.disconnect();
    };
  }, []);

  useLayoutEffect(() => {
    if (shownTurn.current === turnId) return;
    shownTurn.current = turnId;
    isFollowing.current = true;
  }, [turnId]);
  return ref;
}

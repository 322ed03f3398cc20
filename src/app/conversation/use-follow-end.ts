import { useLayoutEffect, useRef, type RefObject } from "react";
import { QUESTION_ID } from "../hooks/use-keys.ts";

/** The distance from the end, in pixels, within which the reader counts as following it. */
const NEAR_PX = 48;

/** What scrolls a box: the box itself, or the page where the box has room for all of its content. */
interface Scroller {
  readonly element: Element;
  /** Receives the scroll events. */
  readonly source: EventTarget;
  /** How many pixels the end lies below what is in view; negative where there is more behind it. */
  readonly below: () => number;
}

const ownScroller = (box: HTMLElement): Scroller => ({
  element: box,
  source: box,
  below: () => box.scrollHeight - box.scrollTop - box.clientHeight,
});

/** The part of the page that holds the box and the prompt. */
const partOf = (box: HTMLElement): Element => box.closest("section") ?? box;

/** Where the question field begins, which lies over the page's end; null where it stands in its place. */
function topOfField(): number | null {
  const field = document.getElementById(QUESTION_ID)?.parentElement ?? null;
  const isOver = field !== null && getComputedStyle(field).position === "fixed";
  return isOver ? field.getBoundingClientRect().top : null;
}

/**
 * Its end is that of the box where the question field lies over the page. Otherwise it is that of the box's part of the page,
 * which is under the prompt, so that the prompt hides nothing of the answer.
 */
function pageScroller(box: HTMLElement): Scroller {
  const part = partOf(box);
  return {
    element: document.scrollingElement ?? document.documentElement,
    source: document,
    below: () => {
      const top = topOfField();
      return top === null
        ? part.getBoundingClientRect().bottom - window.innerHeight
        : box.getBoundingClientRect().bottom - top;
    },
  };
}

/** Asked each time, since it changes with the width of the window. */
const scrollerOf = (box: HTMLElement): Scroller =>
  box.scrollHeight > box.clientHeight + 1 ? ownScroller(box) : pageScroller(box);

/**
 * Keeps the end of a box in view while its first child grows, unless the reader has scrolled away from it: by the box's own
 * scrolling, or by the page's in windows where the box has none. A new `turnId` goes to the end in any case, and the
 * page is moved only for one that was asked here, not for those that are there from the start.
 */
export function useFollowEnd<E extends HTMLElement>(
  turnId: number | undefined,
  isAsked: boolean,
): RefObject<E | null> {
  const ref = useRef<E>(null);
  const isFollowing = useRef(false);
  const wasAsked = useRef(false);
  const shownTurn = useRef<number | undefined>(undefined);

  useLayoutEffect(() => {
    const box = ref.current;
    const content = box?.firstElementChild;
    if (box === null || content === null || content === undefined) return undefined;
    let lastTop = 0;
    let last: Element | null = null;
    const onScroll = ({ currentTarget }: Event) => {
      const { element, source, below } = scrollerOf(box);
      if (source !== currentTarget) return;
      const top = element.scrollTop;
      // The event of our own scrolling may come after the content has grown further, so only scrolling up is the reader's.
      if (below() < NEAR_PX) isFollowing.current = true;
      else if (last === element && top < lastTop) isFollowing.current = false;
      [lastTop, last] = [top, element];
    };
    const follow = () => {
      if (!isFollowing.current) return;
      const { element, source, below } = scrollerOf(box);
      if (source === document && !wasAsked.current) return;
      if (below() > 0) element.scrollTop += below();
      [lastTop, last] = [element.scrollTop, element];
    };
    const observer = new ResizeObserver(follow);
    box.addEventListener("scroll", onScroll, { passive: true });
    document.addEventListener("scroll", onScroll, { passive: true });
    observer.observe(content);
    // The prompt grows too, and where the page scrolls it stands between the answer and the end.
    observer.observe(partOf(box));
    return () => {
      box.removeEventListener("scroll", onScroll);
      document.removeEventListener("scroll", onScroll);
      observer.disconnect();
    };
  }, []);

  useLayoutEffect(() => {
    if (shownTurn.current === turnId || turnId === undefined) return;
    shownTurn.current = turnId;
    isFollowing.current = true;
    if (isAsked) wasAsked.current = true;
  }, [turnId, isAsked]);
  return ref;
}

import { useEffect, useRef, type RefObject } from "react";

/**
 * Returns the ref of a button that goes while it `isGone`, with a question in its place. When it comes again, it gets the
 * focus back, which would otherwise begin at the top of the page.
 */
export function useFocusBack(isGone: boolean): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  const wasGone = useRef(false);
  useEffect(() => {
    if (wasGone.current && !isGone) button.current?.focus();
    wasGone.current = isGone;
  }, [isGone]);
  return button;
}

import { useEffect } from "react";
import { focusHeading } from "./focus-heading.ts";

/** How many of those that had the focus are remembered. */
const REMEMBERED = 8;
/** Dialogs and parts of the page that know better where the focus goes move it within that time. */
const WAIT_MS = 50;

const isUsable = (element: HTMLElement): boolean =>
  element.isConnected && !element.matches(":disabled") && element.checkVisibility();

/** On a touch screen a field with the focus brings the keyboard up, which nobody asked for. */
const isField = (element: HTMLElement): boolean =>
  matchMedia("(pointer: coarse)").matches && element.matches("input, textarea");

/**
 * Gives the focus back to what had it before, where a button that was pressed goes away with what it did. Without this the
 * keyboard would begin at the top of the page again, and a screen reader would lose its place.
 */
export function useFocusPlace(): void {
  useEffect(() => {
    let had: readonly HTMLElement[] = [];
    let wait = 0;
    const onFocus = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return;
      had = [target, ...had.filter((one) => one !== target)].slice(0, REMEMBERED);
    };
    const giveBack = () => {
      if (document.activeElement !== null && document.activeElement !== document.body) return;
      had = had.filter((one) => one.isConnected);
      const before = had.find((one) => isUsable(one) && !isField(one));
      if (before === undefined) focusHeading(document.querySelector("main"));
      else before.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(() => {
      const [last] = had;
      if (last === undefined || last.isConnected) return;
      clearTimeout(wait);
      wait = window.setTimeout(giveBack, WAIT_MS);
    });
    document.addEventListener("focusin", onFocus);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      clearTimeout(wait);
      document.removeEventListener("focusin", onFocus);
      observer.disconnect();
    };
  }, []);
}

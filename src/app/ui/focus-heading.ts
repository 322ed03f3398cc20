/**
 * Gives the focus to the first heading of `part` where the button that had it went with what was shown before. Without this the
 * keyboard would begin at the top of the page again.
 */
export function focusHeading(part: HTMLElement | null): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const heading = part?.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

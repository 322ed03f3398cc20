/**
 * Moves the focus from an entry of a list that is about to go: to the same place of the next entry, or of the one before,
 * else to the first button around the list. Without this the keyboard would begin at the top of the page again.
 */
export function focusBeside(element: HTMLElement): void {
  const entry = element.closest("li");
  const beside = entry?.nextElementSibling ?? entry?.previousElementSibling;
  const inEntry = [...(beside?.querySelectorAll("button") ?? [])].at(-1);
  (inEntry ?? buttonAround(entry))?.focus();
}

/** Returns the first button of the smallest part of the page that has one outside `entry`. */
function buttonAround(entry: Element | null): HTMLButtonElement | undefined {
  for (let part = entry?.parentElement; part; part = part.parentElement) {
    const other = [...part.querySelectorAll("button")].find((one) => !entry?.contains(one));
    if (other !== undefined) return other;
  }
  return undefined;
}

/**
 * Moves the focus from an entry of a list that is about to go: to the same place of the next entry, or of the one before,
 * else to the first button around the list. Without this the keyboard would begin at the top of the page again.
 */
export function focusBeside(element: HTMLElement): void {
  const entry = element.closest("li");
  const beside = entry?.nextElementSibling ?? entry?.previousElementSibling;
  const inEntry = [...(beside?.querySelectorAll("button") ?? [])].at(-1);
  const around = [...(element.closest("fieldset, nav")?.querySelectorAll("button") ?? [])].find(
    (button) => entry?.contains(button) !== true,
  );
  (inEntry ?? around)?.focus();
}

// What a scene does to the page. The first of these says that the page must be shown, if it was not before.

/** Resolves when an element is there, which `isWanted` may choose among those of the selector. */
export async function elementThere(
  selector: string,
  isWanted: (element: HTMLElement) => boolean = () => true,
): Promise<HTMLElement> {
  document.body.dataset["scene"] = "presses";
  for (;;) {
    const found = [...document.querySelectorAll<HTMLElement>(selector)].find(isWanted);
    if (found !== undefined) return found;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

/** Presses the button or tab whose text begins with `name`, once it is there. */
export async function press(name: string, among = "button"): Promise<void> {
  const found = await elementThere(among, ({ textContent }) => textContent.startsWith(name));
  found.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, button: 0 }));
  found.click();
}

// Whether fingers can hit what a screen offers: no target is smaller than WCAG 2.2 asks for, and what is pressed most is as
// large as its enhanced criterion.

/** Target Size (Minimum), 2.5.8, in CSS pixels. */
const LEAST = 24;
/** Target Size (Enhanced), 2.5.5: what is pressed and typed into most. */
const LARGE = 44;

const TARGETS =
  'button, select, summary, a[href], textarea, input:not([type="file"]), [role="slider"], [role="menuitem"], [role="tab"], [role="radio"]';
const LARGE_TARGETS = ".btn, textarea";

/** What stands in for a small control: its label, whose text can be pressed too. */
function pressable(target: Element): Element {
  return target instanceof HTMLInputElement ? (target.closest("label") ?? target) : target;
}

/** Its size with what stands invisibly around it for fingers. */
function sizeOf(target: Element): { readonly width: number; readonly height: number } {
  const { width, height } = target.getBoundingClientRect();
  const around = getComputedStyle(target, "::before");
  if (around.position !== "absolute") return { width, height };
  return {
    width: Math.max(width, Number.parseFloat(around.width) || 0),
    height: Math.max(height, Number.parseFloat(around.height) || 0),
  };
}

const isShown = (target: Element): boolean =>
  target.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
  target.closest(".sr, [aria-hidden=true], [inert]") === null;

/** A link in a sentence is as high as its line, which the criterion allows. */
const isInSentence = (target: Element): boolean =>
  getComputedStyle(target).display === "inline" &&
  [...(target.parentElement?.childNodes ?? [])].some(
    ({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && textContent?.trim() !== "",
  );

/** Returns the targets that are too small, as "name: width × height". */
export function smallTargets(): string[] {
  const targets = [...document.querySelectorAll(TARGETS)].filter(isShown);
  return targets.flatMap((target) => {
    const { width, height } = sizeOf(pressable(target));
    const least = target.matches(LARGE_TARGETS) ? LARGE : LEAST;
    // A pixel is cut in two where the screen has several for one of CSS.
    const isLarge = height >= least - 0.5 && width >= LEAST - 0.5;
    if (isLarge || isInSentence(target)) return [];
    const name = target.getAttribute("aria-label") ?? target.textContent?.trim().slice(0, 30) ?? "";
    const kind = `${target.tagName.toLowerCase()}.${[...target.classList].join(".")}`;
    return [`${kind} “${name}”: ${width.toFixed(0)} × ${height.toFixed(0)}`];
  });
}

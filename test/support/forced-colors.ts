// Whether a contrast theme leaves the states of a screen apart: it takes backgrounds and shadows away, and with them what only
// these told.

const SHOWN = [
  "color",
  "backgroundColor",
  "borderTopColor",
  "borderBottomColor",
  "borderTopStyle",
  "borderTopWidth",
  "outlineColor",
  "outlineStyle",
  "outlineWidth",
  "outlineOffset",
  "fill",
  "stroke",
  "strokeWidth",
] as const;

/** What can be seen of an element in a contrast theme, with what stands before and behind its content. */
const lookOf = (element: Element): string =>
  [undefined, "::before", "::after"]
    .map((pseudo) => {
      const style = getComputedStyle(element, pseudo);
      return style.content === "none" && pseudo !== undefined
        ? ""
        : SHOWN.map((name) => style[name]).join();
    })
    .join(";");

const SELECTED =
  '[aria-selected="true"], [aria-pressed="true"], [aria-checked="true"], [aria-current]:not([aria-current="false"])';

const nameOf = (element: Element): string =>
  element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 30) ?? "";

/** Returns what is selected and looks like one beside it that is not. */
export function unseenSelections(): string[] {
  return [...document.querySelectorAll(SELECTED)].flatMap((selected) => {
    const role = selected.getAttribute("role");
    // The ring around a column of a chart is an element of its own.
    if (role === "option" || !selected.checkVisibility()) return [];
    const beside = [...(selected.parentElement?.children ?? [])].filter(
      (one) =>
        one !== selected &&
        one.getAttribute("role") === role &&
        one.tagName === selected.tagName &&
        !one.matches(SELECTED) &&
        !one.matches(":disabled"),
    );
    return beside.some((one) => lookOf(one) === lookOf(selected)) ? [nameOf(selected)] : [];
  });
}

/** The marks of data and of states, as elements or as what stands before their content. */
const MARKS = [
  ".meter > i",
  ".bar",
  ".rail",
  ".fill",
  ".thumb",
  ".cells i",
  ".ring",
  ".chunk-cell::before",
  ".first-token i",
  ".bar-row dd > i",
  ".dot",
];

/** Returns the marks of which none of this kind can be seen on the page's ground. */
export function unseenMarks(): string[] {
  const ground = getComputedStyle(document.body).backgroundColor;
  const isSeen = (color: string) => color !== ground && !/^rgba\(.*, 0\)$|^none$/.test(color);
  return MARKS.filter((mark) => {
    const [selector = "", pseudo] = mark.split("::");
    const shown = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility());
    if (shown.length === 0) return false;
    return !shown.some((one) => {
      const style = getComputedStyle(one, pseudo && `::${pseudo}`);
      return [
        style.backgroundColor,
        style.backgroundImage,
        style.borderTopWidth === "0px" ? "none" : style.borderTopColor,
        one instanceof SVGElement ? style.fill : "none",
        one instanceof SVGElement ? style.stroke : "none",
      ].some(isSeen);
    });
  });
}

/** The ground that an element is drawn on: its own or that of the nearest around it, which may stand before the content. */
const groundOf = (element: Element): string => {
  for (let one: Element | null = element; one !== null; one = one.parentElement)
    for (const pseudo of [undefined, "::before"]) {
      const { backgroundColor, content, position } = getComputedStyle(one, pseudo);
      const isBehind = one !== element && content !== "none" && position === "absolute";
      if (pseudo !== undefined && !isBehind) continue;
      if (!/^rgba\(.*, 0\)$/.test(backgroundColor)) return backgroundColor;
    }
  return "";
};

const hasWords = (element: Element): boolean =>
  [...element.childNodes].some(
    ({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && textContent?.trim() !== "",
  );

/**
 * Returns the texts on a ground of another colour than the page's that cannot be read there: a contrast theme puts the page's
 * ground behind the letters unless the element keeps its colours.
 */
export function blottedTexts(): string[] {
  const page = getComputedStyle(document.body).backgroundColor;
  return [...document.body.querySelectorAll("*")].flatMap((one) => {
    if (one instanceof SVGElement || !hasWords(one) || !one.checkVisibility()) return [];
    const ground = groundOf(one);
    const { color, forcedColorAdjust } = getComputedStyle(one);
    const isBlotted = forcedColorAdjust === "auto" ? ground !== page : ground === color;
    return isBlotted && ground !== "" ? [`${nameOf(one)} on ${ground}`] : [];
  });
}

const FOCUSABLE =
  'button:not(:disabled), select, textarea:not(:disabled), input:not([type="file"]), a[href], summary, [tabindex="0"]';

/** Returns what does not change when it has the focus. The last key must have been one of the keyboard. */
export function unseenFocus(): string[] {
  const before = document.activeElement;
  const shown = [...document.querySelectorAll<HTMLElement | SVGElement>(FOCUSABLE)].filter(
    (one) => one.checkVisibility() && one.closest("[aria-hidden=true], [inert], .sr") === null,
  );
  const aroundOf = (one: Element) =>
    [one, ...one.children, one.parentElement, one.parentElement?.parentElement].flatMap(
      (part) => part ?? [],
    );
  const unseen = shown.filter((one) => {
    const around = aroundOf(one);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const rest = around.map(lookOf).join("|");
    one.focus({ preventScroll: true });
    // What the page moves the focus away from takes none.
    return document.activeElement === one && around.map(lookOf).join("|") === rest;
  });
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return unseen.map((one) => `${one.tagName.toLowerCase()} “${nameOf(one)}”`);
}

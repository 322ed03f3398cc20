// Whether words and controls of a screen lie over each other, as where a part has less room than its content.

/** What counts as touching, in pixels: letters do not fill their lines. */
const TOUCHING_PX = 4;

const CONTROLS = 'button, select, textarea, input:not([type="file"])';

interface Piece {
  readonly element: Element;
  readonly rect: DOMRect;
  /** What it moves with, over the rest of the page. */
  readonly layer: Element | null;
}

const around = function* (element: Element): Generator<Element> {
  for (let one = element.parentElement; one !== null; one = one.parentElement) yield one;
};

const layerOf = (element: Element): Element | null => {
  for (const one of [element, ...around(element)])
    if (/sticky|fixed/.test(getComputedStyle(one).position)) return one;
  return null;
};

/** Returns what of a rectangle its scrolling boxes show; null where that is nothing. */
function shownOf(element: Element, rect: DOMRect): DOMRect | null {
  let { left, top, right, bottom } = rect;
  for (const one of [element, ...around(element)]) {
    if (getComputedStyle(one).overflow === "visible") continue;
    const box = one.getBoundingClientRect();
    [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
    [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
  }
  return right > left && bottom > top ? new DOMRect(left, top, right - left, bottom - top) : null;
}

const isShown = (element: Element): boolean =>
  element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
  element.closest(".sr, [aria-hidden=true], [inert], svg") === null &&
  // What is only read out.
  getComputedStyle(element).clipPath === "none";

function piecesIn(root: Element): Piece[] {
  const found: { element: Element; rect: DOMRect }[] = [];
  for (const element of root.querySelectorAll(CONTROLS))
    found.push({ element, rect: element.getBoundingClientRect() });
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let text = walker.nextNode(); text !== null; text = walker.nextNode()) {
    const element = text.parentElement;
    if (element === null || text.textContent?.trim() === "") continue;
    range.selectNodeContents(text);
    for (const rect of range.getClientRects()) found.push({ element, rect });
  }
  return found.flatMap(({ element, rect }) => {
    const shown = isShown(element) ? shownOf(element, rect) : null;
    return shown === null ? [] : [{ element, rect: shown, layer: layerOf(element) }];
  });
}

const doOverlap = ({ rect: one }: Piece, { rect: other }: Piece): boolean =>
  Math.min(one.right, other.right) - Math.max(one.left, other.left) > TOUCHING_PX &&
  Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > TOUCHING_PX;

const nameOf = ({ element }: Piece): string =>
  `${element.tagName.toLowerCase()} “${(element.textContent || element.getAttribute("aria-label") || "").trim().slice(0, 40)}”`;

/** Returns the pairs of words and controls that lie over each other, of the dialog or menu that is open, or else of the page. */
export function overlaps(): string[] {
  const open = document.querySelectorAll("[role=dialog], [data-radix-popper-content-wrapper]");
  const pieces = piecesIn([...open].at(-1) ?? document.body);
  return pieces.flatMap((one, at) =>
    pieces
      .slice(at + 1)
      .filter(
        (other) =>
          one.layer === other.layer &&
          !one.element.contains(other.element) &&
          !other.element.contains(one.element) &&
          doOverlap(one, other),
      )
      .map((other) => `${nameOf(one)} and ${nameOf(other)}`),
  );
}

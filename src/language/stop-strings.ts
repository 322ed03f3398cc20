// Passes on pieces of text up to the stop string that is complete first (of several, the longest). Text that may still become
// such a string is held back, so that no beginning of one is ever passed on.

export interface StopSearch {
  /** Takes the next piece, and returns the text that can be passed on. */
  push(piece: string): string;
  /** Returns what was held back; called after the last piece. */
  flush(): string;
  /** True once a string was found; no more text is passed on then. */
  readonly isFound: boolean;
}

/** Creates a search for some strings; empty ones are ignored. */
export function createStopSearch(strings: readonly string[]): StopSearch {
  const wanted = strings.filter((string) => string !== "");
  let held = "";
  let isFound = false;
  return {
    push(piece) {
      if (isFound) return "";
      const text = held + piece;
      const place = firstComplete(text, wanted);
      isFound = place !== null;
      const end = place ?? text.length - beginningAtEnd(text, wanted);
      held = isFound ? "" : text.slice(end);
      return text.slice(0, end);
    },
    flush() {
      const rest = held;
      held = "";
      return rest;
    },
    get isFound() {
      return isFound;
    },
  };
}

/** Returns where the string begins that is the first to end in `text`, the longest of several. */
function firstComplete(text: string, strings: readonly string[]): number | null {
  const found = strings
    .map((string) => ({ place: text.indexOf(string), length: string.length }))
    .filter(({ place }) => place >= 0)
    .sort((a, b) => a.place + a.length - b.place - b.length || a.place - b.place);
  return found[0]?.place ?? null;
}

/** Returns the length of the longest end of `text` that is the beginning of a string, but not all of it. */
function beginningAtEnd(text: string, strings: readonly string[]): number {
  const longest = Math.max(0, ...strings.map((string) => string.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const end = text.slice(text.length - length);
    if (strings.some((string) => string.startsWith(end))) return length;
  }
  return 0;
}

// Pieces of text → the same pieces, up to where the string begins that is complete first, and of several the longest. What
// may still become such a string is held back, so that no beginning of one is ever given.

export interface StopSearch {
  /** Takes the next piece, and returns what can be given. */
  push(piece: string): string;
  /** Returns what was held back; to be called when no piece follows. */
  flush(): string;
  /** True once a string was found; what follows is not given. */
  readonly isFound: boolean;
}

/** Empty strings are not looked for. */
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

/** Where the string begins that is the first to end in `text`, and of those the longest. */
function firstComplete(text: string, strings: readonly string[]): number | null {
  const found = strings
    .map((string) => ({ place: text.indexOf(string), length: string.length }))
    .filter(({ place }) => place >= 0)
    .sort((a, b) => a.place + a.length - b.place - b.length || a.place - b.place);
  return found[0]?.place ?? null;
}

/** Length of the longest end of `text` with which one of the strings begins, short of the whole string. */
function beginningAtEnd(text: string, strings: readonly string[]): number {
  const longest = Math.max(0, ...strings.map((string) => string.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const end = text.slice(text.length - length);
    if (strings.some((string) => string.startsWith(end))) return length;
  }
  return 0;
}

// The address bar, and the entries that the browser's history has of this page.

/** An entry of the history, as the page writes and reads it. */
export interface AddressEntry {
  readonly hash: string;
  /** What was written with it; anything, since other pages of the origin may write too. */
  readonly mark: unknown;
}

/** The address bar, and the browser's history of this page. */
export interface PageAddress {
  readonly read: () => AddressEntry;
  readonly write: (entry: AddressEntry, how: "push" | "replace") => void;
  /** Goes so many entries back (below zero) or on; `watch` tells when it is there. */
  readonly go: (by: number) => void;
  /** Calls `follow` whenever the reader goes to another entry, until the returned function is called. */
  readonly watch: (follow: () => void) => () => void;
}

/** Returns the address bar and the history of the browser. */
export const browserAddress = (): PageAddress => ({
  read: () => ({ hash: location.hash, mark: history.state as unknown }),
  write: ({ hash, mark }, how) => {
    // A hash alone would be taken from the document's base, which need not be its address.
    const url = `${location.pathname}${location.search}${hash}`;
    if (how === "push") history.pushState(mark, "", url);
    else history.replaceState(mark, "", url);
  },
  go: (by) => history.go(by),
  watch: (follow) => {
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  },
});

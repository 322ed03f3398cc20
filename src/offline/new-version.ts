// Notices that a newer page has taken the place of the open one, whose parts have other names and are gone.

/** The scripts that a page begins with. */
const SCRIPTS = /<script[^>]*\ssrc="([^"]+)"/g;

/** Whether `html`, the page as it is now, begins with other scripts than `open`, the one that is open. */
export function isOtherVersion(html: string, open: string): boolean {
  const scripts = (page: string): string => [...page.matchAll(SCRIPTS)].map(([, at]) => at).join();
  return scripts(html) !== "" && scripts(html) !== scripts(open);
}

/** Calls `tell` when a part of this page cannot be loaded and a newer page is the reason. */
export function watchVersion(tell: () => void): void {
  const open = document.documentElement.outerHTML;
  addEventListener("vite:preloadError", () => {
    void fetch(document.baseURI, { cache: "no-store" })
      .then((response) => (response.ok ? response.text() : ""))
      .then((html) => isOtherVersion(html, open) && tell())
      // Without a network there is nothing to tell.
      .catch(() => undefined);
  });
}

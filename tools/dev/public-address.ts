// Says in the built index.html where the page is published, for previews of links to it: they take no relative address of a
// picture, and only the host knows the page's. A page that was built without PUBLIC_ADDRESS has no picture there.

import type { Plugin } from "vite";

/** `address` is that of the published page, such as "https://example.org/framewise/". */
export function publicAddress(address = process.env["PUBLIC_ADDRESS"]): Plugin {
  return {
    name: "framewise-public-address",
    apply: "build",
    transformIndexHtml: () => {
      if (address === undefined || address === "") return [];
      const page = pageOf(address);
      const meta = (property: string, content: string) => ({
        tag: "meta",
        attrs: { property, content },
        injectTo: "head" as const,
      });
      return [meta("og:url", page), meta("og:image", new URL("icon-512.png", page).href)];
    },
  };
}

/** Returns the address of the page's folder. */
function pageOf(address: string): string {
  const url = URL.parse(address);
  if (url === null || !url.protocol.startsWith("http")) {
    throw new Error(
      `PUBLIC_ADDRESS is "${address}", and must be an address such as https://example.org/framewise/.`,
    );
  }
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}

// The headers that isolate the page from other origins. Browsers let only such a page share memory between threads, which
// the processor's runtime needs to compute on more than one.

import type { Plugin } from "vite";
import { ISOLATION } from "../../src/offline/isolation.ts";

/** Makes the development server and the preview send them; on hosts that cannot, the service worker adds them. */
export function isolation(): Plugin {
  const headers = { ...ISOLATION };
  return {
    name: "framewise-isolation",
    config: () => ({ server: { headers }, preview: { headers } }),
  };
}

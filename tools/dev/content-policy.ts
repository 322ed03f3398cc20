// The Content-Security-Policy of the built page: what it may run, and whom it may ask.

import type { Plugin } from "vite";

/** By directive. `connect-src` allows any https address, because the reader names hubs and videos by address. */
const DIRECTIVES: Readonly<Record<string, readonly string[]>> = {
  "default-src": ["'none'"],
  "script-src": ["'self'", "'wasm-unsafe-eval'"],
  "worker-src": ["'self'"],
  // Radix UI writes a style element while a dialog keeps the page behind it from scrolling.
  "style-src": ["'self'", "'unsafe-inline'"],
  "img-src": ["'self'", "blob:"],
  "media-src": ["'self'", "blob:"],
  "font-src": ["'self'"],
  "manifest-src": ["'self'"],
  "connect-src": ["'self'", "blob:", "https:", "http://localhost:*", "http://127.0.0.1:*"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  // No library here makes script from text, and workers come from this page's own address.
  "require-trusted-types-for": ["'script'"],
  "trusted-types": ["default"],
};

const CONTENT_POLICY = Object.entries(DIRECTIVES)
  .map(([name, values]) => [name, ...values].join(" "))
  .join("; ");

/** Writes the policy into the built index.html, since a static host may send no header, and makes the preview send it too. */
export function contentPolicy(): Plugin {
  return {
    name: "framewise-content-policy",
    config: () => ({ preview: { headers: { "Content-Security-Policy": CONTENT_POLICY } } }),
    transformIndexHtml: {
      handler: (_html, { server }) =>
        // The development server needs inline scripts.
        server === undefined
          ? [
              {
                tag: "meta",
                attrs: { "http-equiv": "Content-Security-Policy", content: CONTENT_POLICY },
                injectTo: "head-prepend",
              },
            ]
          : [],
    },
  };
}

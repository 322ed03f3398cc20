// Two projects: "unit" runs pure code in Node; "gpu" runs kernels and stages in a real Chromium with WebGPU.
// A missing browser or adapter fails the gpu project; nothing skips.

import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromiumFlags, ensureChromium } from "./tools/dev/chromium.ts";

export default defineConfig({
  // Named, because a dependency found late reloads the page under a running test.
  optimizeDeps: {
    exclude: ["onnxruntime-web"],
    include: [
      "@huggingface/jinja",
      "@huggingface/tokenizers",
      "@noble/hashes/legacy.js",
      "@noble/hashes/sha2.js",
      "@visx/axis",
      "@visx/group",
      "@visx/scale",
      "@visx/shape",
      "mediabunny",
      "pbf",
      "radix-ui",
      "react",
      "react-dom/client",
      "react-markdown",
      "react/jsx-dev-runtime",
      "zustand",
      "zustand/vanilla",
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["test/unit/**/*.test.ts"], environment: "node" },
      },
      {
        extends: true,
        test: {
          name: "gpu",
          globalSetup: ["test/support/hub-setup.ts"],
          include: [
            "test/kernels/**/*.test.ts",
            "test/stages/**/*.test.ts",
            "test/app/**/*.test.{ts,tsx}",
          ],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A page on two busy cores can take seconds to draw; what never comes still fails.
          expect: { poll: { timeout: 20_000 } },
          // Software WebGPU takes every core; files side by side only slow each other down.
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: ensureChromium(), args: chromiumFlags() },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});

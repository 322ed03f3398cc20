// Four projects: "unit" runs pure code in Node, "software" the kernels there, as a browser without WebGPU runs them; "gpu"
// runs kernels and stages, "app" the page on a fake engine, both in a real Chromium with WebGPU. A missing browser or
// adapter fails; nothing skips. A fifth, "dawn", is there where FRAMEWISE_DAWN is set: kernels in 16 bits, without a browser.

import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { type BrowserUse, chromiumFlags, ensureChromium } from "./tools/dev/chromium.ts";
import { lastingModules } from "./tools/dev/lasting-modules.ts";
import { KERNEL_STAGES } from "./tools/dev/kernel-stages.ts";
import { miniature } from "./test/support/miniature.ts";
import { translatedShaders } from "./tools/dev/translated-shaders.ts";

// The page is tested as readers get it; React's own checks of a development build take most of its time.
process.env["NODE_ENV"] = "production";

// Shaders compile sooner, in the browsers that tests open themselves too: see tools/dev/chromium.ts.
process.env["FRAMEWISE_TESTS"] = "1";

/** On two busy cores what takes a minute otherwise can take four; what never comes still fails. */
const PATIENCE_MS = 300_000;
const PATIENT = { testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS };

/** Most files run shorter than a process takes to start and to read the modules that they have in common. */
const IN_ONE_PROCESS = { isolate: false };

/** Where `FRAMEWISE_DAWN` names the folder of the package "webgpu": kernels in Node, on a driver of this machine. */
const ON_DAWN =
  process.env["FRAMEWISE_DAWN"] === undefined
    ? []
    : [
        {
          extends: true as const,
          test: {
            name: "dawn",
            include: ["test/dawn/**/*.test.ts", "test/kernels/**/*.test.ts", ...KERNEL_STAGES],
            environment: "node" as const,
            setupFiles: ["test/support/on-dawn.ts"],
            fileParallelism: false,
            ...IN_ONE_PROCESS,
            ...PATIENT,
          },
        },
      ];

/** Made anew for each project, because vitest writes its name into what it is given. */
const inBrowser = (use?: BrowserUse) => ({
  globalSetup: ["test/support/hub-setup.ts"],
  setupFiles: ["test/support/gpu-process.ts"],
  ...PATIENT,
  expect: { poll: { timeout: 60_000 } },
  // Pages side by side would share their storage, and software WebGPU takes every core.
  fileParallelism: false,
  browser: {
    enabled: true,
    headless: true,
    screenshotFailures: false,
    provider: playwright({
      launchOptions: { executablePath: ensureChromium(), args: chromiumFlags(use) },
    }),
    instances: [{ browser: "chromium" as const }],
    // What pages under test ask Node for.
    commands: { miniature },
  },
});

export default defineConfig({
  plugins: [translatedShaders(), lastingModules()],
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
      "axe-core",
      "hyparquet",
      "hyparquet-compressors",
      "idb",
      "mediabunny",
      "pbf",
      "radix-ui",
      "react",
      "react-dom/client",
      "react-markdown",
      "react/jsx-runtime",
      "zustand",
      "zustand/vanilla",
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          environment: "node",
          ...IN_ONE_PROCESS,
          ...PATIENT, // some start a process
        },
      },
      {
        extends: true,
        test: {
          name: "software",
          include: ["test/kernels/**/*.test.ts"],
          environment: "node",
          setupFiles: ["test/support/without-webgpu.ts"],
          ...IN_ONE_PROCESS,
          ...PATIENT,
        },
      },
      ...ON_DAWN,
      {
        extends: true,
        test: {
          ...inBrowser(),
          name: "gpu",
          include: ["test/kernels/**/*.test.ts", "test/stages/**/*.test.ts"],
          // One page for all files, so that they can share a device: see test/support/gpu.ts.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          ...inBrowser({ importsFrames: false }),
          name: "app",
          include: ["test/app/**/*.test.tsx"],
          // One page for all files, because each would fetch the app's modules anew.
          isolate: false,
        },
      },
    ],
  },
});

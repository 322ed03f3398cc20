// Journeys: the built page in a real Chromium with WebGPU, on a free port, one at a time.

import { execFileSync } from "node:child_process";
import { defineConfig } from "@playwright/test";
import { chromiumFlags, ensureChromium } from "./tools/dev/chromium.ts";

const FREE_PORT =
  "const s=require('net').createServer();s.listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})";

// Found once: the workers inherit it from the process that starts them.
const port = (process.env["FRAMEWISE_JOURNEY_PORT"] ??= execFileSync(
  process.execPath,
  ["-e", FREE_PORT],
  { encoding: "utf8" },
).trim());

// Shaders compile sooner: see tools/dev/chromium.ts.
process.env["FRAMEWISE_TESTS"] = "1";

/** The page where it is built already. */
const BUILT = process.env["FRAMEWISE_BUILT"];
const OUT_DIR = BUILT ?? "node_modules/.cache/framewise-journey";
const BUILD = `npx vite build --outDir ${OUT_DIR} --emptyOutDir --logLevel warn && `;

export default defineConfig({
  testDir: "test/journey",
  outputDir: "test-results",
  workers: 1,
  retries: 0,
  forbidOnly: process.env["CI"] !== undefined,
  // A journey takes 5 to 30 seconds on two idle cores, and several times that beside other work. What never comes fails sooner.
  timeout: 600_000,
  expect: { timeout: 150_000 },
  reporter: "list",
  use: {
    actionTimeout: 150_000,
    baseURL: `http://127.0.0.1:${port}/`,
    // Journeys see everything, as who inspects does.
    storageState: {
      cookies: [],
      origins: [
        {
          origin: `http://127.0.0.1:${port}`,
          localStorage: [{ name: "framewise.preferences", value: '{"isInspecting":true}' }],
        },
      ],
    },
    browserName: "chromium",
    headless: true,
    // Drawn by the CPU; main.spec.ts has its frames imported as textures, as readers have.
    launchOptions: {
      executablePath: ensureChromium(),
      args: chromiumFlags({ importsFrames: false }),
    },
    screenshot: "only-on-failure",
  },
  webServer: {
    command: `${BUILT === undefined ? BUILD : ""}npx vite preview --outDir ${OUT_DIR} --host 127.0.0.1 --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}/`,
    timeout: 240_000,
    reuseExistingServer: false,
  },
});

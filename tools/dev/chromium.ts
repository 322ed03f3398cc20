// Finds a Chrome or Chromium that can run WebGPU without a GPU, or installs one. Used by tests, lab and bench.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright";

const CANDIDATES = [
  process.env["CHROME_PATH"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** What makes tests quicker (`FRAMEWISE_TESTS=1`); the lab measures what people's browsers do. */
const TEST_FLAGS = [
  // SwiftShader compiles the zeros with which workgroup memory begins one by one, for which a graph takes ten times as long as with
  // the loop that writes them otherwise.
  "--disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension",
  // Tests run small graphs a few times, for which optimizing the runtime's WebAssembly takes longer than it saves.
  "--js-flags=--wasm-tiering-budget=1000000000",
];

/** Flags that give WebGPU on the CPU (SwiftShader), with video frames importable as textures. */
export const softwareGpuFlags = (): string[] => [
  "--enable-unsafe-webgpu",
  "--use-angle=swiftshader",
  "--use-vulkan=swiftshader",
  "--enable-features=Vulkan",
  "--ignore-gpu-blocklist",
  "--enable-gpu-rasterization",
  "--use-webgpu-adapter=swiftshader",
  // The browser ends a GPU process that answers nothing for some seconds, which on busy cores is only a slow one.
  "--disable-gpu-watchdog",
  // The heap is reported exactly instead of in steps, which leak tests need.
  "--enable-precise-memory-info",
  ...(process.env["FRAMEWISE_TESTS"] === "1" ? TEST_FLAGS : []),
];

/**
 * Flags that give WebGPU on the machine's own GPU. Linux wants Vulkan asked for, and no surface of it, which a server without a
 * screen lacks (developer.chrome.com/blog/supercharge-web-ai-testing); macOS has Metal and Windows Direct3D 12 without a flag.
 */
export const realGpuFlags = (system: NodeJS.Platform = process.platform): string[] => [
  "--enable-unsafe-webgpu",
  "--ignore-gpu-blocklist",
  "--enable-precise-memory-info",
  ...(system === "linux"
    ? ["--enable-features=Vulkan", "--use-angle=vulkan", "--disable-vulkan-surface"]
    : []),
];

/** Without a GPU, the page is drawn sooner by the CPU than by Vulkan on it, which only video frames as textures need. */
const DRAWN_BY_CPU = "--disable-gpu-compositing";

/** Flags of a browser that has a camera, which shows a drawn clock, and that shares the tab of that title when it is asked for a screen. */
const captureFlags = (sharedTitle: string): string[] => [
  "--use-fake-device-for-media-stream",
  `--auto-select-tab-capture-source-by-title=${sharedTitle}`,
];

/** Pages of Chromium itself that wait below the address bar of every window, each in a process of its own. */
const BELOW_ADDRESS_BAR = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"];

/** What Playwright switches off, which has to be named again because the last flag of its kind is the one that counts. */
const LEFT_OUT_BY_PLAYWRIGHT = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "TcpPortRandomizationWin",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
  "msForceBrowserSignIn",
  "msEdgeUpdateLaunchServicesPreferredVersion",
];

const LEFT_OUT = `--disable-features=${[...BELOW_ADDRESS_BAR, ...LEFT_OUT_BY_PLAYWRIGHT].join(",")}`;

export interface BrowserUse {
  /** The title of the tab that is shared when a page asks for a screen; then there is a camera too. Default: neither. */
  readonly sharedTitle?: string;
  /** False where no video frame becomes a texture. Default true. */
  readonly importsFrames?: boolean;
}

/** Returns the flags of a headless browser on this machine. `FRAMEWISE_GPU=real` uses the machine's own GPU. */
export function chromiumFlags({ importsFrames = true, sharedTitle }: BrowserUse = {}): string[] {
  const gpu =
    process.env["FRAMEWISE_GPU"] === "real"
      ? realGpuFlags()
      : [...softwareGpuFlags(), ...(importsFrames ? [] : [DRAWN_BY_CPU])];
  const isRoot = process.getuid?.() === 0;
  const capture = sharedTitle === undefined ? [] : captureFlags(sharedTitle);
  return ["--headless=new", LEFT_OUT, ...gpu, ...capture, ...(isRoot ? ["--no-sandbox"] : [])];
}

/** Returns the path of an installed browser, or null. */
function findChromium(): string | null {
  for (const path of CANDIDATES) if (path !== undefined && existsSync(path)) return path;
  const bundled = chromium.executablePath();
  return existsSync(bundled) ? bundled : null;
}

/** Returns the path of a browser, and installs one if needed (Debian's package as root, else Playwright's download). */
export function ensureChromium(): string {
  const found = findChromium();
  if (found !== null) return found;
  console.error("No Chrome or Chromium found; installing one (set CHROME_PATH to use your own).");
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    execFileSync("apt-get", ["update", "-qq"], { stdio: ["ignore", 2, 2] });
    execFileSync("apt-get", ["install", "-y", "-qq", "chromium"], { stdio: ["ignore", 2, 2] });
  } else {
    execFileSync("npx", ["playwright", "install", "chromium"], { stdio: ["ignore", 2, 2] });
  }
  const installed = findChromium();
  if (installed === null) {
    throw new Error(
      "No Chrome or Chromium could be found or installed. Install one and set CHROME_PATH to it.",
    );
  }
  return installed;
}

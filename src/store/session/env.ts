// What the store needs from its surroundings, passed in so that tests can run it in Node.

import type { Weights } from "../../engine/models.ts";
import { browserAddress, type PageAddress } from "../address/page-address.ts";
import { lazyDatabase } from "../kept/database.ts";
import { createKeptDisk, type KeptDisk } from "../kept/disk.ts";
import { createRecentFiles } from "../recent/recent-files.ts";
import type { LiveDevices } from "../live/types.ts";
import type { RecentFiles } from "../recent/types.ts";
import { createLazyWeights } from "./lazy-engine.ts";

export interface SessionEnv {
  /** The absolute address of the folder with `models/` and `samples/`. */
  readonly baseUrl: string;
  /** The browser's storage; null when it is refused (private windows, blocked cookies). */
  readonly storage: Pick<Storage, "getItem" | "setItem"> | null;
  readonly fetch: typeof fetch;
  /** Whether the browser has a network; true does not say that an address can be reached. */
  readonly isOnline: () => boolean;
  /** Calls `run` before the next repaint. */
  readonly nextFrame: (run: () => void) => void;
  readonly address: PageAddress;
  /** The records of this session on the disk. */
  readonly kept: KeptDisk;
  /** The files of this computer that were opened. */
  readonly recent: RecentFiles;
  /** Calls `run` when the page is hidden or left, after which it may not come back, until the returned function is called. */
  readonly whenLeft: (run: () => void) => () => void;
  /** Calls `run` when the first paint and the first input are over. */
  readonly whenIdle: (run: () => void) => void;
  /** Returns milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** Calls `run` after so many milliseconds, unless the returned function is called before. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** The models on this disk, and their downloads. */
  readonly weights: Weights;
  /** Cameras, screens and notifications, loaded when they are first used. */
  readonly live: () => Promise<LiveDevices>;
  /** Main memory, rounded and never above the browser's ceiling; undefined when the browser does not tell it. */
  readonly deviceMemoryGb: number | undefined;
}

function guardedStorage(): SessionEnv["storage"] {
  try {
    return window.localStorage;
  } catch {
    // Reading the property throws when storage is blocked; the page then remembers nothing between visits.
    return null;
  }
}

/** Returns the surroundings in a browser. A hidden page gets no animation frames, so a timer backs them up. */
export function browserEnv(): SessionEnv {
  const database = lazyDatabase();
  return {
    baseUrl: document.baseURI,
    storage: guardedStorage(),
    fetch: (input, init) => fetch(input, init),
    isOnline: () => navigator.onLine,
    nextFrame: (run) => {
      if (document.hidden) setTimeout(run, 50);
      else requestAnimationFrame(run);
    },
    address: browserAddress(),
    kept: createKeptDisk(database),
    recent: createRecentFiles(database),
    whenLeft: (run) => {
      window.addEventListener("pagehide", run);
      return () => window.removeEventListener("pagehide", run);
    },
    whenIdle: (run) => {
      requestIdleCallback(run, { timeout: 2_000 });
    },
    now: () => performance.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    weights: createLazyWeights(async () => {
      const { createWeights } = await import("../../engine/weights-client.ts");
      return createWeights();
    }),
    live: () => import("../live/devices.ts"),
    // This property is Chromium's own; TypeScript does not list it.
    deviceMemoryGb: (navigator as Navigator & { readonly deviceMemory?: number }).deviceMemory,
  };
}

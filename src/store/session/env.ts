// What the store needs from its surroundings, given from outside so that tests run it in Node.

import type { Weights } from "../../engine/models.ts";
import { createLazyWeights } from "./lazy-engine.ts";

export interface SessionEnv {
  /** Absolute address that `models/` and `samples/` stand under. */
  readonly baseUrl: string;
  /** Null where the browser refuses it (private windows, blocked cookies). */
  readonly storage: Pick<Storage, "getItem" | "setItem"> | null;
  readonly fetch: typeof fetch;
  /** False in browsers without WebGPU; then nothing is loaded. */
  readonly hasWebGpu: boolean;
  /** Runs before the next repaint. */
  readonly nextFrame: (run: () => void) => void;
  /** Runs when the first paint and the first input are over. */
  readonly whenIdle: (run: () => void) => void;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** Runs after so many milliseconds, unless the returned function was called before. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** Models on this disk, and their downloads. */
  readonly weights: Weights;
  /** Rounded, and never above what the browser admits to; undefined where it does not say. */
  readonly deviceMemoryGb: number | undefined;
}

function guardedStorage(): SessionEnv["storage"] {
  try {
    return window.localStorage;
  } catch {
    // Reading the property throws where storage is blocked; the page then forgets between visits.
    return null;
  }
}

/** The surroundings in a browser. A hidden page gets no animation frames, so a timer stands behind them. */
export function browserEnv(): SessionEnv {
  return {
    baseUrl: document.baseURI,
    storage: guardedStorage(),
    fetch: (input, init) => fetch(input, init),
    hasWebGpu: "gpu" in navigator,
    nextFrame: (run) => {
      if (document.hidden) setTimeout(run, 50);
      else requestAnimationFrame(run);
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
    // Chromium's own; TypeScript does not list it.
    deviceMemoryGb: (navigator as Navigator & { readonly deviceMemory?: number }).deviceMemory,
  };
}

// On how many threads the processor computes, and that one suffices where more cannot be had.

import { afterEach, describe, expect, it, vi } from "vitest";
import { countThreads, tryThreadsWith } from "../../src/model/threads.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  tryThreadsWith(null);
});

const surroundings = (cores: number, isIsolated = true) => {
  vi.stubGlobal("navigator", { hardwareConcurrency: cores });
  vi.stubGlobal("crossOriginIsolated", isIsolated);
};

/** A worker that does one thing when it is spoken to. */
class FakeWorker extends EventTarget {
  given: unknown = null;
  isEnded = false;
  readonly #then: Event | null;
  constructor(then: Event | null) {
    super();
    this.#then = then;
  }
  postMessage(message: unknown): void {
    this.given = message;
    if (this.#then !== null) this.dispatchEvent(this.#then);
  }
  terminate(): void {
    this.isEnded = true;
  }
}

const tried = (then: Event | null) => {
  const worker = new FakeWorker(then);
  tryThreadsWith(() => worker as unknown as Worker);
  return worker;
};

describe("threads", () => {
  it("are as many as cores, and eight at most, where one answers", async () => {
    for (const [cores, threads] of [
      [2, 2],
      [8, 8],
      [64, 8],
    ] as const) {
      surroundings(cores);
      const worker = tried(new MessageEvent("message"));
      expect(await countThreads()).toBe(threads);
      expect(worker.given).toBeInstanceOf(SharedArrayBuffer);
      expect(worker.isEnded).toBe(true);
    }
  });

  it("are one on one core, in a page that is not isolated, and where memory cannot be shared; none is tried", async () => {
    const worker = tried(new MessageEvent("message"));
    surroundings(1);
    expect(await countThreads()).toBe(1);
    surroundings(4, false);
    expect(await countThreads()).toBe(1);
    surroundings(4);
    vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
    expect(await countThreads()).toBe(1);
    expect(worker.given).toBeNull();
  });

  it("are one where a thread fails, cannot be made, or never answers", async () => {
    surroundings(4);
    const failing = tried(new Event("error"));
    expect(await countThreads()).toBe(1);
    expect(failing.isEnded).toBe(true);
    tryThreadsWith(() => {
      throw new DOMException("Not here.", "SecurityError");
    });
    expect(await countThreads()).toBe(1);
    const silent = tried(null);
    expect(await countThreads(5)).toBe(1);
    expect(silent.isEnded).toBe(true);
  });
});

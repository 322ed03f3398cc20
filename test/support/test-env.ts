// The surroundings of a store in Node, in which frames and idle time pass when the test says so.

import type { SessionEnv } from "../../src/store/session/env.ts";
import { createFakeKept } from "./fake-kept.ts";
import { createFakeRecent } from "./fake-recent.ts";
import { createFakeAddress } from "./fake-address.ts";
import { createFakeWeights, type FakeWeights } from "./fake-weights.ts";

export interface TestEnv extends SessionEnv {
  /** Runs what waits for the next repaint. */
  paint(): void;
  /** Runs what waits for idle time. */
  idle(): void;
  /** Lets time pass: what waits for at most so many milliseconds runs. */
  pass(ms: number): void;
  readonly saved: Map<string, string>;
  readonly weights: FakeWeights;
}

export function createTestEnv(overrides: Partial<TestEnv> = {}): TestEnv {
  const timers = new Set<{ ms: number; run: () => void }>();
  let onPaint: (() => void)[] = [];
  let onIdle: (() => void)[] = [];
  const saved = new Map<string, string>();
  let clock = 0;
  const drain = (list: (() => void)[]) => list.forEach((run) => run());
  return {
    baseUrl: "https://example.test/app/",
    storage: {
      getItem: (key) => saved.get(key) ?? null,
      setItem: (key, value) => void saved.set(key, value),
    },
    isOnline: () => true,
    fetch: () => Promise.resolve(new Response("[]")),
    address: createFakeAddress(),
    kept: createFakeKept(),
    recent: createFakeRecent(),
    whenLeft: () => () => undefined,
    nextFrame: (run) => onPaint.push(run),
    whenIdle: (run) => onIdle.push(run),
    now: () => ++clock,
    after: (ms, run) => {
      const timer = { ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    weights: createFakeWeights(),
    live: () => Promise.reject(new Error("This test has no live source.")),
    deviceMemoryGb: 8,
    pass: (ms) => {
      for (const timer of timers) {
        if (timer.ms > ms) continue;
        timers.delete(timer);
        timer.run();
      }
    },
    paint: () => {
      const waiting = onPaint;
      onPaint = [];
      drain(waiting);
    },
    idle: () => {
      const waiting = onIdle;
      onIdle = [];
      drain(waiting);
    },
    saved,
    ...overrides,
  };
}

/** Returns a store's state once `isThere`; fails the test when that never happens. */
export function until<S>(
  store: { getState: () => S; subscribe: (listener: (state: S) => void) => () => void },
  isThere: (state: S) => boolean,
): Promise<S> {
  return new Promise((resolve) => {
    if (isThere(store.getState())) {
      resolve(store.getState());
      return;
    }
    const unsubscribe = store.subscribe((state) => {
      if (!isThere(state)) return;
      unsubscribe();
      resolve(state);
    });
  });
}

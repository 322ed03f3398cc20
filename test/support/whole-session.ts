// A store on the fake engine with a video of two and a half minutes: long enough to be read whole by itself, in 19
// chunks.

import { createSessionStore, type SessionStore } from "../../src/store/store.ts";
import type { OpenWhole } from "../../src/store/whole/types.ts";
import type { Actions } from "../../src/store/types.ts";
import { createFakeEngine, type FakeEngine, type FakeOptions } from "./fake-engine.ts";
import { createTestEnv, until, type TestEnv } from "./test-env.ts";

export const TALK_SEC = 152;
export const TALK_CHUNKS = 19;

export interface WholeSession {
  readonly engine: FakeEngine;
  readonly env: TestEnv;
  readonly store: SessionStore;
  readonly actions: Actions;
  /** Returns the open memory; fails the test when there is none. */
  readonly whole: () => OpenWhole;
  /** Resolves when so many chunks have been read. */
  readonly chunks: (count: number) => Promise<OpenWhole>;
}

export const talk = (name = "talk.mp4", bytes = 4_000) => new File(["x".repeat(bytes)], name);

export function wholeSession(options: FakeOptions = {}): WholeSession {
  const engine = createFakeEngine({
    ...options,
    facts: { durationSec: TALK_SEC, ...options.facts },
    model: { maxPositions: 32_768, ...options.model },
  });
  const env = createTestEnv();
  const store = createSessionStore(engine, env);
  const whole = () => {
    const { video } = store.getState();
    if (video.phase !== "whole") throw new Error(`The video is ${video.phase}, not read whole.`);
    return video;
  };
  return {
    engine,
    env,
    store,
    actions: store.getState().actions,
    whole,
    chunks: async (count) => {
      await until(store, ({ video }) => video.phase === "whole" && video.chunks.length >= count);
      return whole();
    },
  };
}

// A store on the fake engine.

import { createSessionStore, type SessionStore } from "../../src/store/store.ts";
import { selectOpenVideo } from "../../src/store/selectors.ts";
import { framesOf, wholeOf, type FramesLook, type OpenVideo } from "../../src/store/video/state.ts";
import type { WholeLook } from "../../src/store/whole/types.ts";
import type { Actions } from "../../src/store/types.ts";
import { createFakeEngine, type FakeEngine, type FakeOptions } from "./fake-engine.ts";
import { createTestEnv, until, type TestEnv } from "./test-env.ts";

const TALK_SEC = 152;
export const TALK_CHUNKS = 19;

export interface TestSession {
  readonly engine: FakeEngine;
  readonly env: TestEnv;
  readonly store: SessionStore;
  readonly actions: Actions;
  /** Returns the open video; fails the test when there is none. */
  readonly open: () => OpenVideo;
  /** Returns the frames that are looked at; fails the test when there are none. */
  readonly frames: () => FramesLook;
  /** Returns the memory that is looked at; fails the test when there is none. */
  readonly whole: () => WholeLook;
  /** Resolves when so many chunks have been read. */
  readonly chunks: (count: number) => Promise<WholeLook>;
  /** Answers the question that `leaving` has brought: what was read may go. Resolves when it has, and the other is there. */
  readonly dropping: (leaving: Promise<unknown>) => Promise<void>;
}

export const clip = (name = "clip.mp4") => new File(["bytes"], name);
export const talk = (name = "talk.mp4", bytes = 4_000) => new File(["x".repeat(bytes)], name);

export function session(options: FakeOptions = {}, given: Partial<TestEnv> = {}): TestSession {
  const engine = createFakeEngine(options);
  const env = createTestEnv(given);
  const store = createSessionStore(engine, env);
  const there = <T>(part: T | null): T => {
    if (part === null) throw new Error("The video is not open, or looked at in the other way.");
    return part;
  };
  const whole = () => there(wholeOf(store.getState().video));
  const { actions } = store.getState();
  return {
    engine,
    env,
    store,
    actions,
    open: () => there(selectOpenVideo(store.getState())),
    frames: () => there(framesOf(store.getState().video)),
    whole,
    chunks: async (count) => {
      await until(store, ({ video }) => (wholeOf(video)?.chunks.length ?? -1) >= count);
      return whole();
    },
    dropping: async (leaving) => {
      await Promise.all([actions.leaveReading("drop"), leaving]);
    },
  };
}

/** With videos of two and a half minutes: long enough to be read whole by itself, in 19 chunks. */
export const talkSession = (options: FakeOptions = {}): TestSession =>
  session({
    ...options,
    facts: { durationSec: TALK_SEC, ...options.facts },
    model: { maxPositions: 32_768, ...options.model },
  });

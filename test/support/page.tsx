// The whole page on the fake engine, mounted in the test's browser.

import { watchHidden } from "../../src/store/live/devices.ts";
import { createRoot } from "react-dom/client";
import { page as browserPage } from "vitest/browser";
import { expect, onTestFinished } from "vitest";
import { App } from "../../src/app/App.tsx";
import { SessionProvider } from "../../src/app/hooks/session.tsx";
import "../../src/app/styles.css";
import { browserEnv, type SessionEnv } from "../../src/store/session/env.ts";
import { createSessionStore, type SessionStore } from "../../src/store/store.ts";
import { wholeOf } from "../../src/store/video/state.ts";
import type { Sample } from "../../src/store/video/types.ts";
import { createFakeEngine, type FakeEngine, type FakeOptions } from "./fake-engine.ts";
import type { KeptDisk } from "../../src/store/kept/disk.ts";
import { createFakeKept } from "./fake-kept.ts";
import type { RecentFiles } from "../../src/store/recent/types.ts";
import { createFakeRecent } from "./fake-recent.ts";
import type { LiveDevices } from "../../src/store/live/types.ts";
import { liveDevices } from "./fake-live.ts";
import { createFakeAddress, type FakeAddress } from "./fake-address.ts";
import { createFakeWeights, type FakeWeights, type FakeWeightsOptions } from "./fake-weights.ts";

export interface ShownPage {
  readonly store: SessionStore;
  readonly engine: FakeEngine;
  readonly weights: FakeWeights;
  /** What the page has remembered, by key. */
  readonly storage: Map<string, string>;
}

export interface PageOptions {
  readonly engine?: FakeOptions;
  readonly weights?: FakeWeightsOptions;
  readonly samples?: readonly Sample[];
  readonly size?: readonly [width: number, height: number];
  readonly storage?: Map<string, string>;
  readonly address?: FakeAddress;
  readonly kept?: KeptDisk;
  readonly recent?: RecentFiles;
  /** The network behind addresses; by default it has the list of samples alone. */
  readonly network?: Pick<SessionEnv, "fetch" | "isOnline">;
  /** The clock by which readings and answers are timed; by default the browser's. */
  readonly now?: () => number;
  /** Gives the source that is read as it happens; default the browser's own. */
  readonly openLive?: LiveDevices["openLiveSource"];
}

export const DESKTOP = [1440, 900] as const;
export const PHONE = [390, 844] as const;

/** What a page has remembered whose reader wants to see everything. */
export const INSPECTING: readonly (readonly [string, string])[] = [
  ["framewise.preferences", '{"isInspecting":true}'],
];

const drawPlain = () => createImageBitmap(new ImageData(16, 9));

/** Shows the page, without a video, until the test ends, when the buttons have their menus. */
export async function showPage(options: PageOptions = {}): Promise<ShownPage> {
  const shown = await mountPage(options);
  // What the buttons open comes behind the first paint.
  await expect.poll(() => document.querySelector(".model-chip[data-state]")).not.toBeNull();
  return shown;
}

/** Shows the page until the test ends, and waits for nothing. */
export async function mountPage(options: PageOptions = {}): Promise<ShownPage> {
  const { samples = [], size = DESKTOP, storage = new Map(INSPECTING) } = options;
  const { address = createFakeAddress(), kept = createFakeKept() } = options;
  const { recent = createFakeRecent(), openLive } = options;
  await browserPage.viewport(...size);
  const engine = createFakeEngine({ draw: drawPlain, ...options.engine });
  const weights = createFakeWeights(options.weights);
  const store = createSessionStore(engine, {
    ...browserEnv(),
    address,
    kept,
    recent,
    weights,
    deviceMemoryGb: 8,
    ...(options.now !== undefined && { now: options.now }),
    ...(openLive !== undefined && {
      live: () => Promise.resolve({ ...liveDevices(openLive), watchHidden }),
    }),
    storage: {
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => storage.set(key, value),
    },
    fetch: () => Promise.resolve(new Response(JSON.stringify(samples))),
    ...options.network,
  });
  const host = document.createElement("div");
  document.body.append(host);
  const root = createRoot(host);
  const stop = store.getState().actions.start();
  root.render(
    <SessionProvider store={store}>
      <App />
    </SessionProvider>,
  );
  onTestFinished(() => {
    stop();
    root.unmount();
    host.remove();
  });
  return { store, engine, weights, storage };
}

/** Stops the engine when `pieces` of the next answer have been taken, until it is released. */
export function holdAfter(engine: FakeEngine, pieces: number): void {
  const ask: FakeEngine["ask"] = engine.ask.bind(engine);
  const held = async function* (...question: Parameters<typeof ask>) {
    engine.ask = ask;
    const answer = ask(...question);
    for (let taken = 1; ; taken++) {
      const next = await answer.next();
      if (next.done === true) return next.value;
      yield next.value;
      // The reader asks for the next piece.
      if (taken === pieces) engine.hold();
    }
  };
  engine.ask = held as typeof ask;
}

/** Shows the page with a clip of eight frames open, and its first frame on show. */
export async function showClip(options: PageOptions = {}): Promise<ShownPage> {
  const shown = await showPage(options);
  const { actions } = shown.store.getState();
  await actions.setFrames(8);
  await actions.openFile(new File(["video"], "clip.mp4", { type: "video/mp4" }));
  actions.selectFrame(0);
  return shown;
}

export const WALL = "Which shape is on the wall?";
export const TALK = "What is the talk about?";

export interface TalkOptions extends Omit<PageOptions, "engine"> {
  readonly engine?: FakeOptions;
  readonly chunks?: number;
}

export const TALK_FILE = new File(["x".repeat(4_000)], "talk.mp4", { type: "video/mp4" });

/** Shows the page with nothing open. The answer to `WALL` is in the chunks 7, 8 and 13 of 16. */
export function showForTalk({ chunks = 16, engine = {}, ...options }: TalkOptions = {}) {
  const durationSec = chunks * 8;
  return showPage({
    ...options,
    engine: {
      ...engine,
      facts: { durationSec },
      model: { maxPositions: 32_768, ...engine.model },
      answers: { [WALL]: "A star.", ...engine.answers },
      whole: {
        moments: {
          [WALL]: [0.41, 0.47, 0.79].map((share) => share * durationSec),
          [TALK]: [0.2, 0.3, 0.6].map((share) => share * durationSec),
        },
        ...engine.whole,
      },
    },
  });
}

/** Shows the page after the whole video was read. */
export async function showTalk(options: TalkOptions = {}): Promise<ShownPage> {
  const shown = await showForTalk(options);
  const { actions } = shown.store.getState();
  await actions.openFile(TALK_FILE);
  if (wholeOf(shown.store.getState().video) === null) await actions.setWay("whole");
  return shown;
}

// Scenes of a source that is read as it happens: before it starts, while it runs well and badly, and after.

import { must } from "../../../src/base/assert.ts";
import { wholeOf } from "../../../src/store/video/state.ts";
import type { SessionStore } from "../../../src/store/store.ts";
import { createFakeLive, type FakeLive } from "../../support/fake-live.ts";
import type { FakeOptions } from "../../support/fake-engine.ts";
import { until } from "../../support/test-env.ts";
import { drawFrame } from "./draw-frame.ts";
import { press } from "./pressing.ts";
import type { Scene } from "./right-scenes.ts";

const ASKED = {
  question: "Is there a star on the wall?",
  fires: ["Yes"],
  others: ["No"],
  threshold: 0.5,
  cooldownSec: 30,
};

export function liveOptions(name: string): FakeOptions {
  if (!name.startsWith("live")) return {};
  const isSlow = name === "live-slow";
  const gaps = [{ fromSec: 41, toSec: 3_641, wasAsleep: true }];
  const slow = { factor: 0.6, framesPerSec: 0.48, dropped: 12, turns: 1, gaps };
  return {
    facts: { durationSec: 0, width: 1280, height: 720, codec: "live", frameCount: null },
    whole: {
      likelihoods: { [ASKED.question]: [0.91, 0.09] },
      ...(isSlow && { pace: slow }),
    },
  };
}

let live: FakeLive | null = null;
/** Makes the source of the scene that is played, whose stream is a picture that stands. */
export function openSceneLive(): FakeLive {
  const canvas = document.createElement("canvas");
  canvas.width = 1280;
  canvas.height = 720;
  const stream = canvas.captureStream(4);
  const context = canvas.getContext("2d");
  void drawFrame(14, 32).then((picture) => {
    setInterval(() => context?.drawImage(picture, 0, 0, canvas.width, canvas.height), 100);
  });
  return (live = createFakeLive("Integrated camera", "camera", stream));
}

/** Starts, and lets so many chunks come. */
async function start(store: SessionStore, chunks: number): Promise<FakeLive> {
  const { actions } = store.getState();
  await actions.ensureModel();
  void actions.startLive({ kind: "camera", deviceId: null });
  await until(store, ({ video }) => wholeOf(video)?.live !== null && wholeOf(video) !== null);
  const source = must(live, "source of the scene");
  const read = (count: number) =>
    until(store, ({ video }) => (wholeOf(video)?.chunks.length ?? 0) >= count);
  for (let count = 1; count <= chunks; count++) {
    if (count === 3) await actions.watchFor(ASKED, false);
    source.send(8);
    await read(count);
  }
  await until(store, ({ video }) => wholeOf(video)?.live?.watches[0]?.hits.length !== 0);
  return source;
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 400));

export const LIVE_SCENES: Readonly<Record<string, Scene>> = {
  "live-dialog": async (store) => {
    await store.getState().actions.ensureModel();
    store.getState().actions.showDialog("live");
  },
  live: async (store) => {
    await start(store, 12);
    await store.getState().actions.ask("What just happened?");
    await settled();
  },
  "live-watch": async (store) => {
    await start(store, 6);
    await press("Add a standing question");
    await settled();
  },
  "live-slow": async (store) => {
    const source = await start(store, 5);
    source.silence(true);
    await settled();
  },
  "live-ended": async (store) => {
    const source = await start(store, 8);
    source.end("taken-back");
    await until(store, ({ video }) => wholeOf(video)?.saving.phase === "done");
    await settled();
  },
};

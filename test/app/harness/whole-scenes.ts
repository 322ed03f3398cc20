// Scenes of a video that is read whole: while it is read, asked, stopped by a failure, saved, opened again.

import { wholeOf } from "../../../src/store/video/state.ts";
import { AppError } from "../../../src/base/errors.ts";
import type { VideoFacts } from "../../../src/engine/api.ts";
import type { SessionStore } from "../../../src/store/store.ts";
import type { FakeEngine } from "../../support/fake-engine.ts";
import type { FakeWholeOptions } from "../../support/fake-whole.ts";
import { elementThere } from "./pressing.ts";
import type { Scene } from "./right-scenes.ts";

const FILE = new File(["x".repeat(4_000)], "seminar-recording.mp4", { type: "video/mp4" });
const FOLDER = { kind: "files", id: "my-own-model", files: new Map() } as const;
const TALK = "What is the talk about?";
const WALL = "Which shape is on the wall when the lights go out?";

export const WHOLE_ANSWERS = {
  [TALK]:
    "A seminar about shapes. The speaker shows a box, a ball and a triangle on a table, and then counts coloured discs.",
  [WALL]:
    "A star. It is yellow and hangs in the middle of the wall, just before the room gets light.",
};

/** Facts and moments by scene: sixteen chunks as in the mock, else as many as the name says. */
export function wholeOptions(name: string): {
  facts?: Partial<VideoFacts>;
  whole?: FakeWholeOptions;
} {
  if (!name.startsWith("whole")) return {};
  const chunks = Number(/\d+$/.exec(name)?.[0] ?? 16);
  const durationSec = chunks * 8;
  return {
    facts: { durationSec, width: 1920, height: 1080, frameCount: durationSec * 25 },
    whole: {
      moments: {
        [TALK]: [0.29 * durationSec, 0.35 * durationSec, 0.66 * durationSec],
        [WALL]: [0.38 * durationSec, 0.44 * durationSec, 0.8 * durationSec],
      },
      ...(name.startsWith("whole-focus") && { alone: [WALL] }),
      ...(name.startsWith("whole-failed") && {
        failChunk: {
          chunk: 7,
          error: new AppError(
            "video-undecodable",
            "seminar-recording.mp4 could not be decoded at 0:56.",
            "Read on behind the broken place, or convert the file.",
          ),
        },
      }),
    },
  };
}

const open = async (store: SessionStore) => {
  const { actions } = store.getState();
  // Shorter than long videos are, where a scene has few chunks.
  await actions.openFile(FILE);
  if (wholeOf(store.getState().video) === null) await actions.setWay("whole");
};

const asked: Scene = async (store) => {
  await open(store);
  const { actions } = store.getState();
  await actions.ask(TALK);
  await actions.ask(WALL);
  setTimeout(() => {
    const { video, actions } = store.getState();
    const times = wholeOf(video)?.timesSec.length ?? 0;
    if (times > 0) actions.selectFrame(Math.round(times * 0.44));
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
};

/** The measure that gives chunks alone is chosen beforehand. */
const focused: Scene = async (store, engine, weights) => {
  store.getState().actions.setRelevance("newest");
  await asked(store, engine, weights);
};

/** Holds the engine when so many chunks are in. */
const holdAt = (store: SessionStore, engine: FakeEngine, chunks: number) =>
  new Promise<void>((resolve) => {
    const unsubscribe = store.subscribe(({ video }) => {
      if ((wholeOf(video)?.chunks.length ?? 0) < chunks) return;
      unsubscribe();
      engine.hold();
      resolve();
    });
  });

const paused: Scene = async (store) => {
  const opening = open(store);
  await new Promise<void>((resolve) => {
    const unsubscribe = store.subscribe(({ video }) => {
      if ((wholeOf(video)?.chunks.length ?? 0) < 6) return;
      unsubscribe();
      store.getState().actions.pauseReading();
      resolve();
    });
  });
  await opening;
};

export const WHOLE_SCENES: Readonly<Record<string, Scene>> = {
  whole: asked,
  "whole-75": asked,
  "whole-8": asked,
  "whole-200": asked,
  "whole-400": asked,
  "whole-4000": asked,
  "whole-focus": focused,
  "whole-focus-75": focused,
  "whole-forced": async (store, engine, weights) => {
    await asked(store, engine, weights);
    const { actions } = store.getState();
    actions.forceChunk(7, true);
    actions.forceChunk(3, false);
    actions.chooseReading({ framesPerSec: 2 });
  },
  "whole-heat": async (store, engine, weights) => {
    await asked(store, engine, weights);
    store.getState().actions.setOverlay("heat");
  },
  "whole-reading-75": async (store, engine) => {
    void open(store);
    await holdAt(store, engine, 31);
  },
  "whole-leave-75": async (store, engine) => {
    void open(store);
    await holdAt(store, engine, 31);
    void store.getState().actions.openFile(new File(["video"], "other.mp4"));
  },
  "whole-leave-read-75": async (store) => {
    await open(store);
    void store.getState().actions.openFile(new File(["video"], "other.mp4"));
  },
  "whole-leave-model-75": async (store, engine) => {
    void open(store);
    await holdAt(store, engine, 31);
    void store.getState().actions.loadModel(FOLDER);
  },
  "whole-other-model": async (store) => {
    const { actions } = store.getState();
    await actions.loadModel(FOLDER);
    await open(store);
    await actions.ask(TALK);
    await actions.saveMemory();
    const { saved } = store.getState();
    await actions.takeModel("framewise-shapes");
    void actions.closeVideo();
    await actions.leaveReading("drop");
    if (saved.phase === "ready") await actions.openSaved(saved.memories[0]!);
  },
  "whole-paused": paused,
  "whole-interrupted": async (store, engine, weights) => {
    await paused(store, engine, weights);
    const { video } = store.getState();
    if (video.phase !== "open") return;
    // As after a reload, when the browser no longer has the file.
    const file = { ...video.file, blob: null };
    const kept = { savedId: "", isReading: true, isEmpty: false, isBeside: false, turnIds: [] };
    store.setState({ video: { ...video, file }, interrupted: { ...kept, fileKey: file.key } });
  },
  "whole-failed": open,
  "whole-saved": async (store, engine, weights) => {
    await asked(store, engine, weights);
    const { actions } = store.getState();
    await actions.saveMemory();
    await actions.closeVideo();
  },
  "whole-contents": async (store, engine, weights) => {
    await asked(store, engine, weights);
    const { actions } = store.getState();
    await actions.makeChapters();
    await actions.saveMemory();
    await actions.closeVideo();
    (await elementThere('.saved-memories button[aria-expanded="false"]')).click();
    await elementThere(".saved-contents");
  },
  "whole-chapters-8": async (store) => {
    await open(store);
    (await elementThere(".chapters summary")).click();
    await elementThere(".chapters button");
    await store.getState().actions.makeChapters();
  },
  "whole-restored": async (store) => {
    await open(store);
    const { actions } = store.getState();
    await actions.saveMemory();
    const { saved } = store.getState();
    await actions.closeVideo();
    if (saved.phase === "ready") await actions.openSaved(saved.memories[0]!);
    await actions.ask(WALL);
    actions.attachFile(new File(["other"], "talk.mp4"));
  },
  "whole-way": async (store) => {
    await store.getState().actions.openFile(FILE);
    await store.getState().actions.setWay("frames");
  },
};

// Brings a store on the fake engine into the state that a picture wants. Scene names are those of the shots.

import { framesOf } from "../../../src/store/video/state.ts";
import { createSessionStore, type SessionStore } from "../../../src/store/store.ts";
import { browserEnv } from "../../../src/store/session/env.ts";
import type { Theme } from "../../../src/store/view/types.ts";
import type { SubtitleTrack } from "../../../src/engine/api.ts";
import { until } from "../../support/test-env.ts";
import { elementThere, press } from "./pressing.ts";
import { createFakeEngine } from "../../support/fake-engine.ts";
import { drawFrame } from "./draw-frame.ts";
import { createFakeKept } from "../../support/fake-kept.ts";
import { createFakeRecent } from "../../support/fake-recent.ts";
import { createFakeWeights } from "../../support/fake-weights.ts";
import { EVALUATE_SCENES } from "./evaluate-scenes.ts";
import { liveDevices } from "../../support/fake-live.ts";
import { LIVE_SCENES, liveOptions, openSceneLive } from "./live-scenes.ts";
import { WHOLE_ANSWERS, WHOLE_SCENES, wholeOptions } from "./whole-scenes.ts";
import { MODEL_SCENES, STORED, WEAK_ADAPTER } from "./model-scenes.ts";
import { RIGHT_SCENES, SCENE_ANSWERS, type Scene } from "./right-scenes.ts";

const ANSWERS = {
  ...SCENE_ANSWERS,
  ...WHOLE_ANSWERS,
  "What is on the table at the start?":
    "A blue box in the middle, and a red ball that comes rolling in from the left.",
  "What leaves the table first?":
    "The red ball. It rolls past the blue box and off the right edge of the table.",
};

const CLIP = new File(["x".repeat(1_000)], "shapes-on-a-table.mp4", { type: "video/mp4" });

async function pictureOf(index: number): Promise<File> {
  const bitmap = await drawFrame(index, 32);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  return new File([await canvas.convertToBlob()], `IMG_${index}.png`, { type: "image/png" });
}

/** Files of earlier visits. */
const RECENT = [
  ["Beach, the second day.mov", 18e6],
  ["kitchen.mp4", 3.1e6],
  ["interview with grandmother 1998 (tape 3 of 4, first side).mkv", 41e6],
].map(([name, bytes]) => new File([new Uint8Array(Number(bytes))], String(name)));

/** Before the name of a scene, as it is for who does not inspect. */
const SIMPLE = "simple-";

/** What computes where there is no graphics adapter. */
const PROCESSOR = {
  isSoftware: true,
  hasShaderF16: false,
  missing: "webgpu",
  description: "this browser's JavaScript",
  vendor: "",
  architecture: "",
} as const;

/** Read by tools/dev/shots.ts. */
const sceneIsDone = () => {
  document.body.dataset["scene"] = "done";
};

const noNetwork = () => Promise.reject(new TypeError("Failed to fetch"));

const open = (store: SessionStore) => store.getState().actions.openFile(CLIP);

const SCENES: Readonly<Record<string, Scene>> = {
  ...RIGHT_SCENES,
  ...MODEL_SCENES,
  ...WHOLE_SCENES,
  ...LIVE_SCENES,
  ...EVALUATE_SCENES,
  empty: async (store) => {
    await store.getState().actions.ensureModel();
  },
  recent: async (store) => {
    await store.getState().actions.ensureModel();
    await store.getState().actions.refreshRecent();
  },
  ready: open,
  between: async (store) => {
    const sample = await fetch("/samples/calm.webm");
    const { openFile, seekBy } = store.getState().actions;
    await openFile(await sample.blob(), "calm.webm");
    seekBy(1.1);
  },
  ask: async (store) => {
    await open(store);
    const { ask } = store.getState().actions;
    await ask("What is on the table at the start?");
    await ask("What leaves the table first?");
    await ask("And what comes in after that?");
  },
  /** A quarter of the frames is left out before asking. */
  "left-out": async (store) => {
    await open(store);
    store.getState().actions.setLeftOut({ which: "unique", count: 8 });
    await until(store, ({ plan }) => plan.phase === "ready");
    await store.getState().actions.compareWithout("What leaves the table first?");
  },
  streaming: async (store, engine) => {
    await open(store);
    const { ask } = store.getState().actions;
    await ask("What is on the table at the start?");
    const asking = ask("And what comes in after that?");
    const unsubscribe = store.subscribe(({ turns }) => {
      if ((turns.at(-1)?.pieces ?? 0) < 9) return;
      unsubscribe();
      engine.hold();
    });
    await asking;
  },
  /** A part of the clip is looked at, with an answer about it. */
  range: async (store) => {
    await open(store);
    const { setRange, ask } = store.getState().actions;
    await setRange({ fromSec: 9, toSec: 21 });
    await ask("What leaves the table first?");
  },
  subtitles: async (store) => {
    const said =
      "00:11.000 --> 00:14.000\nA star rises over the box.\n\n00:20.000 --> 00:24.000\nNow it is day.";
    const { openFiles, selectFrame } = store.getState().actions;
    await openFiles([CLIP, new File([said], "shapes-on-a-table.vtt")]);
    selectFrame(12);
  },
  /** Two tracks in the file, of which the reader looks at the lines. */
  "subtitles-inside": async (store) => {
    await open(store);
    await until(store, ({ subtitles }) => subtitles !== null);
    // The button comes with its part of the page.
    await elementThere('button[aria-label="Subtitles"]').then((button) => button.click());
    await elementThere(".subtitles");
  },
  pictures: async (store) => {
    await store.getState().actions.openFiles(await Promise.all([0, 11, 22, 31].map(pictureOf)));
    store.getState().actions.selectFrame(1);
  },
  /** The file can be played while it is being opened. */
  "opening-player": async (store, engine) => {
    const sample = await fetch("/samples/calm.webm");
    const file = await sample.blob();
    const unsubscribe = store.subscribe(({ video }) => {
      if (video.phase !== "opening" || video.strip.length < 6) return;
      unsubscribe();
      engine.hold();
    });
    await store.getState().actions.openFile(file, "calm.webm");
  },
  part: async (store) => {
    await open(store);
    const { setRange, drawRange, ask } = store.getState().actions;
    await setRange({ fromSec: 9, toSec: 24 });
    await ask("What is on the table at the start?");
    drawRange({ fromSec: 12, toSec: 18.5 });
  },
  "leave-answer": async (store, engine) => {
    await open(store);
    engine.hold();
    void store.getState().actions.ask("What is on the table at the start?");
    store.getState().actions.showDialog("leave");
  },
  patches: async (store) => {
    await open(store);
    store.getState().actions.setOverlay("patches");
  },
  heat: async (store) => {
    await open(store);
    store.getState().actions.setOverlay("heat");
  },
  opening: async (store, engine) => {
    const unsubscribe = store.subscribe(({ video }) => {
      if (video.phase !== "opening" || video.strip.length < 14) return;
      unsubscribe();
      engine.hold();
    });
    await open(store);
  },
  planning: async (store, engine) => {
    await open(store);
    engine.hold();
    store.getState().actions.setRetention(0.5);
    await new Promise((resolve) => setTimeout(resolve, 800));
  },
  uniform: async (store) => {
    store.getState().actions.setMethod("uniform");
    await open(store);
  },
  frames64: async (store) => {
    await store.getState().actions.setFrames(64);
    await open(store);
  },
  frames8: async (store) => {
    await store.getState().actions.setFrames(8);
    await open(store);
  },
  compare: async (store) => {
    await open(store);
    store.getState().actions.setTab("compare");
    await store.getState().actions.runCompare("And what comes in after that?");
  },
  codec: async (store, engine) => {
    await store.getState().actions.ensureModel();
    engine.failures = {
      openFrames: {
        code: "video-codec",
        message: "IMG_4127.MOV holds HEVC video, which this browser cannot decode.",
        hint: "H.264, VP9 and AV1 do work here.",
      },
    };
    const file = new File(["x"], "IMG_4127.MOV");
    await store.getState().actions.openFile(file);
  },
  /** An address that cannot be read while the browser is offline, beside what was open. */
  offline: async (store) => {
    await open(store);
    await store.getState().actions.openUrl("https://videos.example/talks/2024/keynote.mp4");
  },
  error: async (store, engine) => {
    await store.getState().actions.ensureModel();
    engine.emit({
      kind: "failed",
      error: {
        code: "device-refused",
        message: "The graphics adapter refused to open a device.",
        hint: "Close other pages that use the GPU, then reload this one.",
      },
    });
  },
  lost: async (store, engine) => {
    await open(store);
    engine.emit({ kind: "recovering", step: "reading the video again" });
    store.getState().actions.notify({
      code: "x",
      message: "The model in “llava” was not loaded: config.json is missing.",
      hint: "Choose the folder that holds config.json and onnx/.",
    });
  },
  commands: async (store) => {
    await open(store);
    store.getState().actions.showDialog("commands");
  },
  "processor-help": async (store) => {
    await open(store);
    await press("What would help");
  },
  help: async (store) => {
    await open(store);
    store.getState().actions.showDialog("help");
  },
};

const TRACKS: readonly SubtitleTrack[] = [
  {
    title: null,
    language: "eng",
    isDefault: true,
    cues: [
      { fromSec: 2, toSec: 5, text: "A table, and a ball on it." },
      { fromSec: 11, toSec: 14, text: "A star rises over the box." },
      { fromSec: 20, toSec: 24, text: "Now it is day." },
    ],
  },
  {
    title: null,
    language: "deu",
    isDefault: false,
    cues: [{ fromSec: 11, toSec: 14, text: "Ein Stern geht auf." }],
  },
];

/** A store on its way into the scene. */
export function playScene(name: string, theme: string): SessionStore {
  const engine = createFakeEngine({
    draw: drawFrame,
    answers: ANSWERS,
    model: { imageSize: 384, grid: { rows: 14, columns: 14 }, maxPositions: 32_768 },
    ...wholeOptions(name.replace(SIMPLE, "")),
    ...liveOptions(name.replace(SIMPLE, "")),
    ...(name === "software" && { adapter: { isSoftware: true, description: "SwiftShader" } }),
    ...(name === "software" && { lostFrames: 2 }),
    ...(name === "patches" && { isStill: true }),
    ...(name === "subtitles-inside" && { subtitles: TRACKS }),
    ...(name.replace(SIMPLE, "").startsWith("processor") && { adapter: PROCESSOR }),
    ...(name === "models-refused" && { adapter: WEAK_ADAPTER }),
  });
  // A held scene is where it should be.
  const hold = engine.hold.bind(engine);
  Object.assign(engine, {
    hold: () => {
      hold();
      sceneIsDone();
    },
  });
  const weights = createFakeWeights({
    stored: /^(storage|compare-models)/.test(name) ? STORED : [],
    paceMs: 40,
    steps: 30,
  });
  const recent = createFakeRecent(name === "recent" ? RECENT : []);
  // What another scene left is not brought back.
  const kept = createFakeKept();
  const env = {
    ...browserEnv(),
    storage: null,
    weights,
    recent,
    kept,
    live: () => Promise.resolve(liveDevices(async () => openSceneLive().source)),
    ...(name === "offline" && { isOnline: () => false, fetch: noNetwork }),
  };
  const store = createSessionStore(engine, env);
  const { actions } = store.getState();
  actions.setTheme(theme as Theme);
  actions.setInspecting(!name.startsWith(SIMPLE));
  actions.start();
  const scene = SCENES[name.replace(SIMPLE, "")] ?? open;
  const frame = Number(new URLSearchParams(location.search).get("frame") ?? 12);
  const unsubscribe = store.subscribe(({ video }) => {
    if (framesOf(video) === null) return;
    unsubscribe();
    setTimeout(() => store.getState().actions.selectFrame(frame));
  });
  void scene(store, engine, weights).then(sceneIsDone);
  return store;
}

// Scenes of the conversation, the comparison and the timings.

import type { SessionStore } from "../../../src/store/store.ts";
import type { FakeEngine } from "../../support/fake-engine.ts";
import type { FakeWeights } from "../../support/fake-weights.ts";

export type Scene = (
  store: SessionStore,
  engine: FakeEngine,
  weights: FakeWeights,
) => Promise<void>;

const CLIP = new File(["x".repeat(1_000)], "shapes-on-a-table.mp4", { type: "video/mp4" });

/** Read by tools/dev/shots.ts; scenes that end by themselves say it themselves. */
const sceneIsDone = () => {
  document.body.dataset["scene"] = "done";
};

const QUESTION = "And what comes in after that?";

/** Answers that a real model gives by tokens kept; the fake one alone would only cut its answer short. */
export const SCENE_ANSWERS = {
  "Tell me about the clip.":
    "# The clip\n\n- a **red** ball, then a <b>blue</b> box\n- a star, for a *moment*\n\n1. enters\n2. leaves\n",
};

const tab = (store: SessionStore, name: "ask" | "compare" | "timings") =>
  store.getState().actions.setTab(name);

/** Holds the engine as soon as `isThere`. */
function holdWhen(
  store: SessionStore,
  engine: FakeEngine,
  isThere: (state: ReturnType<SessionStore["getState"]>) => boolean,
): void {
  const unsubscribe = store.subscribe((state) => {
    if (!isThere(state)) return;
    unsubscribe();
    engine.hold();
    sceneIsDone();
  });
}

export const RIGHT_SCENES: Readonly<Record<string, Scene>> = {
  waiting: async (store, engine) => {
    await store.getState().actions.openFile(CLIP);
    engine.hold();
    setTimeout(sceneIsDone, 300);
    await store.getState().actions.ask(QUESTION);
  },
  failed: async (store, engine) => {
    const { actions } = store.getState();
    await actions.openFile(CLIP);
    engine.failures = {
      ask: {
        code: "context-overflow",
        message:
          "The question and 1 568 visual tokens need 5 012 positions, and the model has 4 096.",
        hint: "Ask a shorter question, or keep fewer tokens.",
      },
    };
    await actions.ask("Is it a star that shines in the night over the box? ".repeat(40));
    actions.setDraft("What comes after that, and then, and then? ".repeat(12));
  },
  stopped: async (store, engine) => {
    const { actions } = store.getState();
    await actions.openFile(CLIP);
    await actions.ask("Tell me about the clip.");
    holdWhen(store, engine, ({ turns }) => (turns[1]?.pieces ?? 0) > 6);
    const asking = actions.ask(QUESTION);
    setTimeout(() => {
      actions.stop();
      engine.release();
    }, 300);
    await asking;
  },
  method: async (store) => {
    const { actions } = store.getState();
    await actions.openFile(CLIP);
    tab(store, "compare");
    actions.setCompareBy("method");
    await actions.runCompare(QUESTION);
  },
  comparing: async (store, engine) => {
    const { actions } = store.getState();
    await actions.openFile(CLIP);
    tab(store, "compare");
    holdWhen(store, engine, ({ compare }) => {
      if (compare.phase === "idle") return false;
      const third = compare.columns[2]?.state;
      return third?.phase === "running" && third.text.length > 30;
    });
    await actions.runCompare(QUESTION);
  },
  tocompare: async (store) => {
    const { actions } = store.getState();
    await actions.openFile(CLIP);
    await actions.ask("What leaves the table first?");
    tab(store, "compare");
  },
  timings: async (store) => {
    const { actions } = store.getState();
    await actions.openFile(CLIP);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await actions.ask(QUESTION);
    tab(store, "timings");
  },
};

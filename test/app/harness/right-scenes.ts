// Scenes of the conversation, the comparison and the timings.

import { REFUSAL } from "../../../src/store/ask/judge.ts";
import type { ColumnRequest } from "../../../src/store/compare/types.ts";
import { selectComparison } from "../../../src/store/selectors.ts";
import type { SessionStore } from "../../../src/store/store.ts";
import type { FakeEngine } from "../../support/fake-engine.ts";
import type { FakeWeights } from "../../support/fake-weights.ts";
import { elementThere, press } from "./pressing.ts";

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
  "Who wrote Faust?": REFUSAL,
  "Name all that you see.": "A ball, a box, a star, a table. ".repeat(20),
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

/** Two comparisons, of which the second is shown from a part of it on. */
async function comparedTwice(store: SessionStore, part: string): Promise<void> {
  const { actions } = store.getState();
  await actions.openFile(CLIP);
  tab(store, "compare");
  await actions.runCompare(QUESTION);
  actions.setCompareColumns([
    { method: "cover", retention: 0.1 },
    { method: "random", retention: 0.1 },
    { method: "simple-cluster", retention: 0.25 },
    { method: "fastv", retention: 0.5 },
  ]);
  await actions.runCompare("What leaves the table first?");
  (await elementThere(part)).scrollIntoView();
}

/** One that is on the disk in these scenes. */
const OTHER_MODEL = "HuggingFaceTB/SmolVLM2-500M-Video-Instruct";
const MIXED: readonly ColumnRequest[] = [
  { method: "cover", retention: 0.25 },
  { method: "cover", retention: 0.25, frames: 8 },
  { method: "cover", retention: 0.25, modelId: OTHER_MODEL },
  { method: "uniform", retention: 0.25, modelId: OTHER_MODEL },
];

export const RIGHT_SCENES: Readonly<Record<string, Scene>> = {
  "compare-setup": async (store) => {
    const { actions } = store.getState();
    await actions.openFile(CLIP);
    tab(store, "compare");
    actions.setCompareColumns([
      { method: "cover", retention: 0.1 },
      { method: "uniform", retention: 0.1, budget: "shuffled-cover", seed: 7, ends: 0 },
      { method: "random", retention: 0.1, seed: 3 },
      { method: "llava-scissor", retention: 0.25 },
    ]);
  },
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
  /** With a model that follows a conversation: an answer that was cut off, and a question that is being changed. */
  conversation: async (store) => {
    const { actions } = store.getState();
    await actions.loadModel({ kind: "url", id: "HuggingFaceTB/SmolVLM2", url: "" });
    await actions.openFile(CLIP);
    await actions.ask(QUESTION);
    await actions.ask("What leaves the table first?");
    await actions.ask("Name all that you see.");
    await press("Edit the question", ".turn:nth-of-type(2) button");
  },
  /** A list of questions that is half asked. */
  batch: async (store, engine) => {
    const { actions } = store.getState();
    await actions.openFile(CLIP);
    actions.showDialog("batch");
    holdWhen(store, engine, ({ turns }) => (turns[2]?.pieces ?? 0) > 4);
    await actions.askBatch([
      QUESTION,
      "What leaves the table first?",
      "Is it a star that shines in the night over the box?",
      "Where is the box in the end?",
    ]);
  },
  method: async (store) => {
    const { actions } = store.getState();
    await actions.openFile(CLIP);
    tab(store, "compare");
    actions.setCompareColumns([
      { method: "cover", retention: 0.1 },
      { method: "cover", retention: 0.25, budget: "even" },
      { method: "vidcom2", variant: "framewise", retention: 0.1 },
      { method: "uniform", retention: 0.1, positions: "compact" },
      { method: "random", retention: 0.05, seed: 3 },
      { method: "fastv", retention: 0.5 },
    ]);
    actions.setCompareQuestions([QUESTION, "What leaves the table first?"]);
    await actions.runCompare();
  },
  merged: async (store) => {
    const { actions } = store.getState();
    actions.setMethod("sparsevlm");
    await actions.openFile(CLIP);
    await actions.ask(QUESTION);
  },
  /** Columns that differ in their frames and in their models. */
  "compare-models-setup": async (store) => {
    const { actions } = store.getState();
    await actions.openFile(CLIP);
    tab(store, "compare");
    actions.setCompareColumns(MIXED);
    actions.setCompareQuestions([QUESTION]);
  },
  "compare-models": async (store) => {
    const { actions } = store.getState();
    await actions.openFile(CLIP);
    tab(store, "compare");
    actions.setCompareColumns(MIXED);
    await actions.runCompare(QUESTION);
  },
  "compare-models-loading": async (store, engine) => {
    const { actions } = store.getState();
    await actions.openFile(CLIP);
    tab(store, "compare");
    actions.setCompareColumns(MIXED);
    holdWhen(store, engine, ({ compare: { preparation } }) => (preparation?.count.done ?? 0) > 0);
    await actions.runCompare(QUESTION);
  },
  /** The embedded model has declined a question. */
  declined: async (store) => {
    const { actions } = store.getState();
    await actions.openFile(CLIP);
    await actions.ask("Who wrote Faust?");
  },
  compareall: (store) => comparedTwice(store, ".multiples"),
  comparepareto: (store) => comparedTwice(store, ".pareto"),
  compareoverlays: (store) => comparedTwice(store, ".overlays"),
  comparing: async (store, engine) => {
    const { actions } = store.getState();
    await actions.openFile(CLIP);
    tab(store, "compare");
    holdWhen(store, engine, (state) => {
      const third = selectComparison(state)?.columns[2]?.cells[0];
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

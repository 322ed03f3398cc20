// Scenes of Evaluate: what is set up, and an evaluation half asked, of which some failed.

import type { SessionStore } from "../../../src/store/store.ts";
import { folderFiles, nextqaFiles } from "../../support/bench-folder.ts";
import { until } from "../../support/test-env.ts";
import type { Scene } from "./right-scenes.ts";

async function chosen(store: SessionStore): Promise<void> {
  const { actions } = store.getState();
  await actions.ensureModel();
  actions.showDialog("evaluate");
  const { "NExTVideo/4010069384.mp4": _, ...files } = nextqaFiles(5);
  const given = folderFiles({ ...files, "NExTVideo/4010069382.mp4": "" }, "NExT-QA");
  await actions.chooseEvaluationFolder({ kind: "files", files: given });
}

export const EVALUATE_SCENES: Readonly<Record<string, Scene>> = {
  "evaluate-start": async (store) => {
    await store.getState().actions.ensureModel();
    store.getState().actions.showDialog("evaluate");
  },
  "evaluate-setup": chosen,
  evaluate: async (store, engine) => {
    await chosen(store);
    void store.getState().actions.startEvaluation();
    await until(store, ({ evaluate }) => (evaluate.shown?.head.asked ?? 0) >= 12);
    engine.hold();
  },
  "evaluate-list": async (store) => {
    await chosen(store);
    await store.getState().actions.setUpEvaluation({ limit: 1 });
    await store.getState().actions.startEvaluation();
    await store.getState().actions.showEvaluation(null);
  },
};

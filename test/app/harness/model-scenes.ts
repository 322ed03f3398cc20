// Scenes of the dialog of models: the list, a download in each of its states, the disk, the settings.

import type { SessionStore } from "../../../src/store/store.ts";
import { fakeStored, type FakeWeights } from "../../support/fake-weights.ts";
import { press } from "./pressing.ts";
import type { Scene } from "./right-scenes.ts";

const SMOL = "HuggingFaceTB/SmolVLM2-500M-Video-Instruct";
const LLAVA = "llava-hf/llava-onevision-qwen2-0.5b-ov-hf";
const QWEN = "onnx-community/Qwen2-VL-2B-Instruct";

export const STORED = [
  fakeStored(SMOL, "q4f16"),
  fakeStored(LLAVA, "fp16-q4f16", { isKept: false }),
  fakeStored(QWEN, "q4f16", { isComplete: false, doneBytes: 912_000_000 }),
];

/** A small integrated GPU without 16-bit steps. */
export const WEAK_ADAPTER = {
  description: "Intel UHD Graphics 620",
  hasShaderF16: false,
  limits: { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 27 },
};

const show = async (store: SessionStore) => {
  const { ensureModel, showDialog } = store.getState().actions;
  await ensureModel();
  showDialog("models");
};

/** A download, held when about a third has arrived. */
async function begin(store: SessionStore, weights: FakeWeights): Promise<void> {
  await show(store);
  void store.getState().actions.downloadModel(LLAVA, "fp16-q4f16");
  await new Promise<void>((resolve) => {
    const unsubscribe = store.subscribe(({ models }) => {
      const download = models.downloads[LLAVA];
      if (download?.phase !== "running" || download.progress === null) return;
      const { doneBytes, totalBytes } = download.progress;
      if (totalBytes === 0 || doneBytes < totalBytes * 0.34) return;
      unsubscribe();
      weights.hold();
      resolve();
    });
  });
}

export const MODEL_SCENES: Readonly<Record<string, Scene>> = {
  models: show,
  "models-details": async (store) => {
    await show(store);
    await press("LLaVA-OneVision");
  },
  "models-refused": show,
  download: (store, _engine, weights) => begin(store, weights),
  "download-paused": async (store, _engine, weights) => {
    await begin(store, weights);
    store.getState().actions.pauseDownload(LLAVA);
  },
  "download-chip": async (store, _engine, weights) => {
    await begin(store, weights);
    store.getState().actions.showDialog("none");
  },
  "download-failed": async (store, _engine, weights) => {
    await show(store);
    weights.failures = {
      download: {
        code: "weights-gated",
        message: "The hub does not give this model to just anybody (401).",
        hint: "Accept its licence on the hub, then put an access token under Settings.",
      },
    };
    await store.getState().actions.downloadModel(LLAVA, "fp16-q4f16");
  },
  "models-notice": async (store, engine) => {
    await show(store);
    engine.failures = {
      loadModel: {
        code: "model-config",
        message: "The model in “my-export” was not loaded: config.json is missing.",
        hint: "Choose the folder that holds config.json and onnx/.",
      },
    };
    await store.getState().actions.loadModel({ kind: "files", id: "my-export", files: new Map() });
  },
  storage: async (store, _engine, weights) => {
    await show(store);
    await press("On this disk");
    await store.getState().actions.checkModel(SMOL);
    weights.rotten = ["onnx/vision_encoder_q4f16.onnx"];
    await store.getState().actions.checkModel(QWEN);
    await press("Delete LLaVA-OneVision");
  },
  "storage-deleted": async (store) => {
    await show(store);
    await press("On this disk");
    await store.getState().actions.deleteModel(SMOL);
  },
  "models-settings": async (store) => {
    await show(store);
    await press("Settings");
  },
};

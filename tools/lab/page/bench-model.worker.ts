// The worker of the model bench: one call at a time.

import { toPlainError } from "../../../src/base/errors.ts";
import { countWasmMemory, createModelRun, type ModelRun } from "./bench-model-run.ts";
import type { FromModelWorker } from "./bench-model.ts";

const post = (message: FromModelWorker): void => self.postMessage(message);
const note = (text: string): void => post({ kind: "note", text });
const run = createModelRun(note, countWasmMemory());

type Call = {
  [Name in keyof ModelRun]: { name: Name; args: Parameters<ModelRun[Name]>[0] };
}[keyof ModelRun];

self.addEventListener("message", ({ data }: MessageEvent<Call>) => void answerCall(data));

async function answerCall(call: Call): Promise<void> {
  try {
    post({ kind: "done", value: await answer(call) });
  } catch (thrown) {
    post({ kind: "failed", error: toPlainError(thrown) });
  }
}

function answer(call: Call): Promise<unknown> {
  switch (call.name) {
    case "load":
      return run.load(call.args);
    case "video":
      return run.video(call.args);
    case "prefill":
      return run.prefill(call.args);
  }
}

// From the hub to an answer: the embedded model's own folder is put on the stand-in hub, fetched through a cut, and
// read from this disk by the engine while the hub is down. The words must be those of the folder on the page's host.

import { afterAll, beforeAll, expect, it } from "vitest";
import type { Engine, ModelSource } from "../../src/engine/api.ts";
import { createEngine } from "../../src/engine/client.ts";
import { createWeights } from "../../src/engine/weights-client.ts";
import type { Weights } from "../../src/model/weights/api.ts";
import { ask } from "../support/ask.ts";
import { QUICK, testHub, type TestHub } from "../support/hub.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";

const DECODER = "onnx/decoder_model_merged.onnx";
const FILES = [
  "config.json",
  "generation_config.json",
  "preprocessor_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "onnx/vision_encoder.onnx",
  "onnx/embed_tokens.onnx",
  DECODER,
];
const NEWLINE = { path: "model.safetensors", names: ["image_newline", "model.image_newline"] };
const QUESTION = "What color is the main object?";

let hub: TestHub;
let weights: Weights;
let engine: Engine;

beforeAll(async () => {
  if (EMBEDDED.kind !== "url") throw new Error("The embedded model is served by the page's host.");
  const content: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const path of [...FILES, NEWLINE.path]) {
    const response = await fetch(new URL(path, EMBEDDED.url));
    content[path] = new Uint8Array(await response.arrayBuffer());
  }
  hub = await testHub(content);
  weights = createWeights({ ...QUICK, partBytes: 512 * 1024 });
  engine = createEngine();
});
afterAll(async () => {
  await hub.faults();
  await weights.remove(hub.repo);
  weights.dispose();
  engine.dispose();
});

async function answerOf(source: ModelSource): Promise<string> {
  await engine.loadModel(source, GRAPHS_ON_CPU);
  const clip = await (await fetch("/test/media/h264-aac.mp4")).blob();
  const video = await engine.open(clip, { way: { kind: "frames", frames: 2 } });
  const { report } = await ask(engine, video, QUESTION, { maxTokens: 8 });
  await engine.close(video);
  return report.text;
}

it("answers from the disk, with the hub down, as it does from the page's host", async () => {
  await hub.faults({ kind: "cut", path: DECODER, atOffset: 2_000_000, times: 1 });
  const model = await weights.download(
    {
      repo: hub.repo,
      revision: "main",
      files: FILES.map((path) => ({ path })),
      tensors: NEWLINE,
    },
    hub.settings,
  );
  expect(model).toMatchObject({ isComplete: true, isKept: true });

  await hub.faults(
    { kind: "status", status: 503 },
    { kind: "status", status: 503, path: "api:revision" },
    { kind: "status", status: 503, path: "api:tree" },
  );
  const before = (await hub.log()).length;
  const later = createWeights();
  const files = await later.open(hub.repo);
  later.dispose();
  const kept = await answerOf({ kind: "files", id: hub.repo, files });
  expect(kept).not.toBe("");
  expect(kept).toBe(await answerOf(EMBEDDED));
  expect((await hub.log()).length).toBe(before);
});

// A tokenizer that never comes to an end: the worker is replaced, and the engine goes on.

import { expect, it } from "vitest";
import { createEngine } from "../../src/engine/client.ts";
import { drain } from "../../src/base/stream.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { mediaFile } from "../support/media.ts";

const PATHS = [
  "config.json",
  "preprocessor_config.json",
  "tokenizer_config.json",
  "generation_config.json",
  "model.safetensors",
  "onnx/embed_tokens.onnx",
  "onnx/vision_encoder.onnx",
  "onnx/decoder_model_merged.onnx",
];
/** Four endless repetitions in a row are used; on a long text they take years. */
const PATTERN = "a*a*a*a*b";

it("is stopped, and another engine answers with the model from before", async () => {
  // Long enough for a model's sound tokenizer on busy cores.
  const engine = createEngine({ endlessMs: 5_000 });
  const files = new Map<string, Blob>();
  for (const path of PATHS) {
    files.set(path, await (await fetch(`/models/framewise-shapes/${path}`)).blob());
  }
  const tokenizer = await (await fetch("/models/framewise-shapes/tokenizer.json")).json();
  tokenizer.pre_tokenizer = {
    type: "Split",
    pattern: { Regex: PATTERN },
    behavior: "Isolated",
    invert: false,
  };
  files.set("tokenizer.json", new Blob([JSON.stringify(tokenizer)]));
  await engine.loadModel({ kind: "files", id: "endless", files }, GRAPHS_ON_CPU);
  const open = async () =>
    engine.open(await mediaFile("vp9.webm"), { way: { kind: "frames", frames: 2 } });
  const ask = async (question: string) =>
    drain(engine.ask(await open(), question, { maxTokens: 2 }), () => undefined);
  await expect(ask("a".repeat(20_000))).rejects.toMatchObject({
    code: "engine-endless",
    message: "The model's tokenizer.json did not come to an end, so the engine was stopped.",
  });
  // The new worker has loaded the same model again, which reads short texts.
  expect((await ask("What?")).text).toEqual(expect.any(String));
  await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
  expect((await ask("a".repeat(100))).text).not.toBe("");
  engine.dispose();
});

// Model folders that lie: each is refused with a sentence, and the model that was loaded goes on working.

import { beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine/api.ts";
import { makeValue } from "../../src/model/onnx/make-parts.ts";
import { ELEMENT } from "../../src/model/onnx/proto.ts";
import { readModel } from "../../src/model/onnx/read-model.ts";
import { writeModel } from "../../src/model/onnx/write-model.ts";
import { sharedEngine } from "../support/engine.ts";
import { exportFiles } from "../support/exports.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";

const PATHS = [
  "config.json",
  "preprocessor_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "generation_config.json",
  "model.safetensors",
  "onnx/embed_tokens.onnx",
  "onnx/vision_encoder.onnx",
  "onnx/decoder_model_merged.onnx",
];

describe("a bad model folder", () => {
  let engine: Engine;
  const good = new Map<string, Blob>();

  beforeAll(async () => {
    engine = sharedEngine();
    for (const path of PATHS) {
      const response = await fetch(`/models/framewise-shapes/${path}`);
      good.set(path, await response.blob());
    }
    await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
  });

  const load = (changes: Record<string, Blob | null>): Promise<unknown> => {
    const files = new Map(good);
    for (const [path, blob] of Object.entries(changes)) {
      if (blob === null) files.delete(path);
      else files.set(path, blob);
    }
    return engine.loadModel({ kind: "files", id: "bad", files }, GRAPHS_ON_CPU);
  };

  const changedConfig = async (change: (config: Record<string, object>) => void): Promise<Blob> => {
    const config = JSON.parse(await good.get("config.json")!.text());
    change(config);
    return new Blob([JSON.stringify(config)]);
  };

  it.each(PATHS.filter((path) => path !== "generation_config.json"))(
    "says that %s is missing",
    async (path) => {
      await expect(load({ [path]: null })).rejects.toMatchObject({
        code: "model-file-missing",
        message: expect.stringContaining(path),
      });
    },
  );

  it("says which shape is wrong", async () => {
    const config = await changedConfig((json) =>
      Object.assign(json["text_config"]!, { hidden_size: 64, num_attention_heads: 2 }),
    );
    await expect(load({ "config.json": config })).rejects.toMatchObject({
      code: expect.stringMatching(/model-(contract|weights)/),
      message: expect.stringMatching(/128.*64/),
    });
  });

  it("says that a graph is of another contract", async () => {
    const swapped = { "onnx/vision_encoder.onnx": good.get("onnx/embed_tokens.onnx")! };
    await expect(load(swapped)).rejects.toMatchObject({
      code: "model-contract",
      message: expect.stringMatching(/vision_encoder has no input "pixel_values"/),
    });
  });

  it.each(["embed_tokens", "vision_encoder", "decoder_model_merged"])(
    "says that %s is no graph",
    async (name) => {
      for (const junk of ["not a protobuf, not at all", ""]) {
        await expect(load({ [`onnx/${name}.onnx`]: new Blob([junk]) })).rejects.toMatchObject({
          code: "graph-create",
          message: expect.stringContaining(name),
        });
      }
    },
  );

  it("says which input of a graph nobody would give", async () => {
    const path = "onnx/decoder_model_merged.onnx";
    const model = readModel(new Uint8Array(await good.get(path)!.arrayBuffer()));
    model.inputs.push(makeValue("token_type_ids", ELEMENT.int64, ["batch", "sequence"]));
    await expect(load({ [path]: new Blob([writeModel(model)]) })).rejects.toMatchObject({
      code: "model-contract",
      message: expect.stringMatching(/decoder_model_merged takes "token_type_ids", which/),
    });
  });

  it("says that the graph has more layers than its config.json", async () => {
    const config = await changedConfig((json) =>
      Object.assign(json["text_config"]!, { num_hidden_layers: 2 }),
    );
    await expect(load({ "config.json": config })).rejects.toMatchObject({
      code: "model-contract",
      message: expect.stringMatching(/takes "past_key_values\.2\.key"/),
    });
  });

  it("says which file of weights is missing", async () => {
    const files = await exportFiles("lfm2.5-vl");
    files.delete("onnx/decoder_model_merged.onnx_data");
    await expect(
      engine.loadModel({ kind: "files", id: "cut", files }, GRAPHS_ON_CPU),
    ).rejects.toMatchObject({
      code: "model-file-missing",
      message: expect.stringContaining("decoder_model_merged.onnx_data"),
    });
  });

  it("says that the server has no such model", async () => {
    const url = new URL("/models/nothing-here/", location.href).href;
    await expect(
      engine.loadModel({ kind: "url", id: "nothing", url }, GRAPHS_ON_CPU),
    ).rejects.toMatchObject({
      code: "model-file-missing",
    });
  });

  it("goes on with the model that was there, and loads the good one from files", async () => {
    await expect(load({})).resolves.toMatchObject({ id: "bad", family: "llava_onevision" });
  });
});

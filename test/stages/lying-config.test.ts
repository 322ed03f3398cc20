// Model folders whose config.json does not describe their graphs: found when they are loaded or, where only a run can
// show it, with the first video; always in a sentence, and the engine goes on.

import { beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine/api.ts";
import type { ReplicaOptions } from "../../tools/replica/options.ts";
import { sharedEngine } from "../support/engine.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { replicaBlobs } from "../support/replica.ts";

type Json = Record<string, Record<string, unknown>>;

interface Case {
  readonly family: ReplicaOptions["family"];
  readonly lie: string;
  readonly tell: (config: Json) => void;
  readonly says: RegExp;
}

const textOf = (config: Json): Record<string, unknown> => config["text_config"] ?? config;

describe("a config.json that lies", () => {
  let engine: Engine;
  let clip: Blob;
  beforeAll(async () => {
    engine = sharedEngine();
    clip = await (await fetch("/samples/one-glimpse.mp4")).blob();
  });

  it.each<Case>([
    {
      family: "llava-onevision",
      lie: "more layers than there are",
      tell: (config) => (textOf(config)["num_hidden_layers"] = 3),
      says: /decoder_model_merged has no input "past_key_values\.2\.key"/,
    },
    {
      family: "qwen2-vl",
      lie: "another vocabulary",
      tell: (config) => (textOf(config)["vocab_size"] = 77),
      says: /output "logits" has shape .*77/,
    },
    {
      family: "smolvlm2",
      lie: "a family whose encoder takes other things",
      tell: (config) => Object.assign(config, { model_type: "llava_onevision" }),
      says: /config\.json|preprocessor_config\.json|vision_encoder/,
    },
    {
      family: "llava-onevision",
      lie: "a larger grid of patches",
      tell: (config) => (config["vision_config"]!["image_size"] = 70),
      says: /vision encoder gave .* wanted .* 5×5/,
    },
    {
      family: "smolvlm2",
      lie: "fewer tokens a frame",
      tell: (config) => Object.assign(config, { scale_factor: 4 }),
      says: /vision encoder gave|vision_encoder failed/,
    },
    {
      family: "qwen2-vl",
      lie: "blocks of another size",
      tell: (config) => (config["vision_config"]!["spatial_merge_size"] = 4),
      says: /vision encoder gave|vision_encoder failed/,
    },
  ])("of $family, $lie, is found and said", async ({ family, tell, says }) => {
    const files = replicaBlobs({ family, dtype: "fp32", seed: 1 });
    const config = JSON.parse(await files.get("config.json")!.text()) as Json;
    tell(config);
    files.set("config.json", new Blob([JSON.stringify(config)]));
    const run = async (): Promise<void> => {
      await engine.loadModel({ kind: "files", id: family, files }, GRAPHS_ON_CPU);
      await engine.open(clip, { way: { kind: "frames", frames: 2 } });
    };
    await expect(run()).rejects.toMatchObject({
      code: expect.stringMatching(/^(model-|graph-)/),
      message: expect.stringMatching(says),
      hint: expect.stringMatching(/./),
    });
    await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
    const video = await engine.open(clip, { way: { kind: "frames", frames: 1 } });
    expect(video.tokensPerFrame).toBe(36);
    await engine.close(video);
  });
});

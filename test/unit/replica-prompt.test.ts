// The replicas' tokenizers and chat templates: published texts, control tokens and, at real scale, ids.

import { Template } from "@huggingface/jinja";
import { Tokenizer } from "@huggingface/tokenizers";
import { describe, expect, it } from "vitest";
import { joined } from "../../tools/replica/onnx/bytes.ts";
import { FAMILIES, type Family } from "../../tools/replica/options.ts";
import { replicaParts } from "../../tools/replica/parts.ts";

interface Opened {
  config: { chat_template: string };
  model: Record<string, number> & { text_config?: { vocab_size: number } };
  tokenizer: Tokenizer;
}

const opened = new Map<string, Opened>();

function open(family: Family, scale: "mini" | "real"): Opened {
  const known = opened.get(`${family} ${scale}`);
  if (known !== undefined) return known;
  const parts = replicaParts({ family, scale, dtype: "q4", external: "always" });
  const [config, model, tokenizer] = ["tokenizer_config.json", "config.json", "tokenizer.json"].map(
    (path) => {
      const part = parts.find((each) => each.path === path)!;
      return JSON.parse(new TextDecoder().decode(joined(part, path)));
    },
  );
  const result = { config, model, tokenizer: new Tokenizer(tokenizer, config) };
  opened.set(`${family} ${scale}`, result);
  return result;
}

const render = (template: string, content: object | string): string =>
  new Template(template).render({
    messages: [{ role: "user", content }],
    add_generation_prompt: true,
  });

const QUESTION = "What happens?";
const VIDEO = [{ type: "video" }, { type: "text", text: QUESTION }];
const SYSTEM = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n";
const ANSWER = "<|im_end|>\n<|im_start|>assistant\n";

const PROMPTS: Record<Family, string> = {
  "llava-onevision": `<|im_start|>user\n<video>\n${QUESTION}${ANSWER}`,
  "llava-video": `${SYSTEM}<|im_start|>user\n<video>\n${QUESTION}${ANSWER}`,
  "qwen2-vl": `${SYSTEM}<|im_start|>user\n<|vision_start|><|video_pad|><|vision_end|>${QUESTION}${ANSWER}`,
  smolvlm2: `<|im_start|>User: <video>${QUESTION}<end_of_utterance>\nAssistant:`,
};

const PUBLISHED: Record<Family, Record<string, number>> = {
  "llava-onevision": {
    "<|endoftext|>": 151_643,
    "<|im_start|>": 151_644,
    "<|im_end|>": 151_645,
    "<image>": 151_646,
    "<video>": 151_647,
  },
  "llava-video": { "<|im_end|>": 151_645, "<video>": 151_647 },
  "qwen2-vl": {
    "<|im_end|>": 151_645,
    "<|vision_start|>": 151_652,
    "<|vision_end|>": 151_653,
    "<|image_pad|>": 151_655,
    "<|video_pad|>": 151_656,
  },
  smolvlm2: {
    "<|im_start|>": 1,
    "<global-img>": 49_152,
    "<row_6_col_6>": 49_188,
    "<fake_token_around_image>": 49_189,
    "<image>": 49_190,
    "<end_of_utterance>": 49_279,
  },
};

/** SmolVLM2 has no token of its own for a video. */
const MEDIA: Record<Family, [image: string, video: string | null]> = {
  "llava-onevision": ["<image>", "<video>"],
  "llava-video": ["<image>", "<video>"],
  "qwen2-vl": ["<|image_pad|>", "<|video_pad|>"],
  smolvlm2: ["<image>", null],
};

describe.each(FAMILIES)("a replica of %s", (family) => {
  it("has the prompt of its family", () => {
    expect(render(open(family, "mini").config.chat_template, VIDEO)).toBe(PROMPTS[family]);
  });

  it("takes a text alone", () => {
    const { config } = open(family, "mini");
    const text = render(config.chat_template, QUESTION);
    const parts = render(config.chat_template, [{ type: "text", text: QUESTION }]);
    expect(text).toBe(parts);
    expect(text).toContain(QUESTION);
  });

  it.each(["mini", "real"] as const)("reads any text and gives it back, at %s scale", (scale) => {
    const { tokenizer } = open(family, scale);
    const text = "Où est le chat? 猫 42\n\tDon't   ask 🐈.";
    const { ids } = tokenizer.encode(text, { add_special_tokens: false });
    expect(tokenizer.decode(ids, { clean_up_tokenization_spaces: false })).toBe(text);
  });

  it("reads control tokens as one id each", () => {
    const { tokenizer } = open(family, "mini");
    for (const token of Object.keys(PUBLISHED[family])) {
      if (token.startsWith("<row_")) continue; // of cut pictures, which a miniature has none of
      const { ids } = tokenizer.encode(`a${token}b`, { add_special_tokens: false });
      expect(ids[1], `id of ${token}`).toBe(tokenizer.token_to_id(token));
      expect(ids).toHaveLength(3);
    }
  });

  it("has the published ids at real scale, and a piece for every id below them", () => {
    const { tokenizer, model } = open(family, "real");
    for (const [token, id] of Object.entries(PUBLISHED[family])) {
      expect(tokenizer.token_to_id(token), `id of ${token}`).toBe(id);
    }
    const vocabulary = model.text_config?.vocab_size ?? model.vocab_size;
    const last = Math.max(...Object.values(PUBLISHED[family]));
    expect(vocabulary).toBeGreaterThan(last);
    const gaps = Array.from({ length: last }, (_, id) => id).filter(
      (id) => tokenizer.id_to_token(id) === undefined,
    );
    expect(gaps).toEqual([]);
  });

  it("names its media tokens in config.json", () => {
    const { model, tokenizer } = open(family, "mini");
    const [image, video] = MEDIA[family];
    const idOf = (token: string): number | undefined => tokenizer.token_to_id(token);
    expect(model["image_token_index"] ?? model["image_token_id"]).toBe(idOf(image));
    const videoId = model["video_token_index"] ?? model["video_token_id"];
    expect(videoId).toBe(video === null ? undefined : idOf(video));
  });
});

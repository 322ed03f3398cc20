// Model folders made to take for ever, or all memory: each is refused in a sentence, and soon.

import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/base/errors.ts";
import { JsonFile } from "../../../src/base/json.ts";
import { createPrompt } from "../../../src/language/prompt.ts";
import { createTokenizer } from "../../../src/language/tokenizer.ts";
import { readConfig } from "../../../src/model/config.ts";
import { openFolder } from "../../../src/model/folder.ts";
import { foldNumber } from "../../../src/model/onnx/fold.ts";
import { indexGraph } from "../../../src/model/onnx/graph-index.ts";
import { inOrder } from "../../../src/model/onnx/in-order.ts";
import { makeInts, makeNode } from "../../../src/model/onnx/make-parts.ts";
import { readModel } from "../../../src/model/onnx/read-model.ts";
import { splitWeights } from "../../../src/model/onnx/split-weights.ts";
import { writeModel } from "../../../src/model/onnx/write-model.ts";
import { prepareGraph, REWRITE_NAMES } from "../../../src/model/rewrites.ts";
import { readSafetensor } from "../../../src/model/safetensors.ts";
import { embeddedTokenizer, modelFile, modelJson } from "../../support/model-files.ts";
import { processorMs } from "../../support/processor-ms.ts";

/** Far above what any of them takes, and far below what they were made to take. */
const SOON_MS = 5_000;

async function refusal(work: () => unknown): Promise<AppError> {
  let refused: unknown;
  const tookMs = await processorMs(async () => {
    try {
      await work();
    } catch (thrown) {
      refused = thrown;
    }
  });
  if (refused === undefined) throw new Error("It was not refused.");
  if (tookMs > SOON_MS) throw new Error(`It was refused after ${tookMs} ms.`, { cause: refused });
  if (refused instanceof AppError) return refused;
  throw refused;
}

const NAMES = ["config.json", "preprocessor_config.json", "generation_config.json"];
const configWith = (changes: Readonly<Record<string, string | Blob>>) => {
  const files = new Map(
    NAMES.map((name) => [name, new Blob([changes[name] ?? modelFile(name)])] as const),
  );
  return readConfig(openFolder({ kind: "files", id: "hostile", files }));
};
const deep = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

describe("config.json", () => {
  it("that is far too deep is refused", async () => {
    const text = `{"model_type": "llava_onevision", "text_config": ${deep(200_000)}}`;
    expect(await refusal(() => configWith({ "config.json": text }))).toMatchObject({
      code: "model-config",
      message: expect.stringContaining("nested deeper than 64 levels"),
    });
  });

  it("that is far too large is refused by its size", async () => {
    const huge = new Blob(Array<string>(70).fill(" ".repeat(2 ** 20)));
    expect(await refusal(() => configWith({ "config.json": huge }))).toMatchObject({
      code: "model-config",
      message: expect.stringMatching(/config\.json has 73\.4 MB; at most 67\.1 MB/),
    });
  });

  it.each([
    ["num_hidden_layers", 1e9],
    ["hidden_size", 2 ** 50],
    ["vocab_size", 1e15],
    ["max_position_embeddings", 1e15],
  ])("with %s of %d is refused", async (key, value) => {
    const json = JSON.parse(new TextDecoder().decode(modelFile("config.json")));
    json.text_config[key] = value;
    const text = JSON.stringify(json);
    expect(await refusal(() => configWith({ "config.json": text }))).toMatchObject({
      code: "model-config",
      message: expect.stringContaining(key),
    });
  });

  it("by which a frame is of a million million patches is refused when it is laid out", async () => {
    const json = JSON.parse(new TextDecoder().decode(modelFile("config.json")));
    json.vision_config.image_size = 1e9;
    const config = await configWith({ "config.json": JSON.stringify(json) });
    expect(await refusal(() => config.layout({ width: 640, height: 360 }, 8))).toMatchObject({
      code: "model-config",
      message: expect.stringContaining("patches"),
    });
  });

  it("quotes no more of a value than a line", async () => {
    const json = JSON.parse(new TextDecoder().decode(modelFile("config.json")));
    json.text_config.num_hidden_layers = "x".repeat(1_000_000);
    const { message } = await refusal(() => configWith({ "config.json": JSON.stringify(json) }));
    expect(message.length).toBeLessThan(250);
  });
});

describe("tokenizer.json", () => {
  const config = modelJson("tokenizer_config.json");
  const splitBy = (regex: string) => () =>
    createTokenizer(
      new JsonFile("tokenizer.json", {
        ...modelJson("tokenizer.json").raw,
        pre_tokenizer: { type: "Split", pattern: { Regex: regex }, behavior: "Isolated" },
      }),
      config,
    ).tokenizePlain("a".repeat(50_000));

  it.each(["(a+)+$", "(a|a)*b", "(?:a*)*b", "(x(a|aa)y?)+b", "((a*)b?){2,90}c", "(a)\\1+b"])(
    "with the expression %s is refused",
    async (regex) => {
      expect(await refusal(splitBy(regex))).toMatchObject({
        code: "tokenizer",
        message: expect.stringMatching(/^tokenizer\.json is not usable: an expression /),
      });
    },
  );

  it("with an endless expression is refused by its length", async () => {
    expect(await refusal(splitBy("a?".repeat(50_000)))).toMatchObject({ code: "tokenizer" });
  });

  it.each([
    // Those of Qwen2, GPT-4o, GPT-2 and DeepSeek.
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
    "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
    "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
  ])("with a published expression is used: %s", (regex) => {
    expect(splitBy(regex)).not.toThrow();
  });

  it("without a vocabulary is refused when it is used, if not before", async () => {
    const { model: _, ...rest } = modelJson("tokenizer.json").raw;
    const use = () => createTokenizer(new JsonFile("tokenizer.json", rest), config);
    expect(await refusal(use)).toMatchObject({ code: "tokenizer" });
  });
});

describe("a chat template", () => {
  const tokenizer = embeddedTokenizer();
  const render = (template: string) => () =>
    createPrompt(template, tokenizer, { text: "<video>" }, [], "What?");

  it.each([
    ["counts to a thousand million", "{% for a in range(10**9) %}{% endfor %}"],
    [
      "has a loop in a loop",
      "{% for a in range(60000) %}{% for b in range(60000) %}{% endfor %}{% endfor %}",
    ],
    [
      "doubles a text",
      "{% set ns = namespace(s='xx') %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
    ],
    [
      "doubles a list",
      "{% set ns = namespace(a=[1]) %}{% for i in range(99) %}{% set ns.a = ns.a + ns.a %}{% endfor %}",
    ],
    ["calls itself", "{% macro m(a) %}{{ m(a) }}{{ m(a) }}{% endmacro %}{{ m(1) }}"],
    ["is nested", `{{ ${"(".repeat(50_000)}1${")".repeat(50_000)} }}`.slice(0, 65_000)],
    ["is long", "x".repeat(70_000)],
    ["has a long run of spaces", " ".repeat(60_000)],
    ["grows by replacing", `{{ '${"a".repeat(200)}'${".replace('', 'aaaaaaaaaa')".repeat(9)} }}`],
    ["never ends", "{% for a in messages %}"],
  ])("that %s is refused", async (_, template) => {
    const { code, message } = await refusal(render(template));
    expect(code).toBe("chat-template");
    expect(message).toMatch(/^The chat template failed: .{5,220}$/s);
  });
});

describe("safetensors", () => {
  const file = (length: bigint, header: string): Uint8Array<ArrayBuffer> => {
    const text = new TextEncoder().encode(header);
    const bytes = new Uint8Array(8 + text.length + 64);
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    bytes.set(text, 8);
    return bytes;
  };
  const read = (header: string, length = BigInt(header.length)) => {
    const bytes = file(length, header);
    return readSafetensor(async (from, to) => bytes.slice(from, to), ["row"]);
  };
  const entry = (fields: object): string =>
    JSON.stringify({ row: { dtype: "F32", shape: [4], data_offsets: [0, 16], ...fields } });

  it.each([
    ["a header beyond the file", () => read(entry({}), 2n ** 20n), /cut short/],
    ["a header of 2⁶³ bytes", () => read(entry({}), 2n ** 63n), /not a safetensors file/],
    ["a tensor beyond the file", () => read(entry({ data_offsets: [0, 1e6] })), /cut short/],
    ["a tensor of a terabyte", () => read(entry({ data_offsets: [0, 1e12] })), /no place/],
    ["a tensor that ends before it begins", () => read(entry({ data_offsets: [16, 0] })), /no pl/],
    ["a tensor before the file", () => read(entry({ data_offsets: [-64, 16] })), /no place/],
    ["half a number", () => read(entry({ data_offsets: [0, 15] })), /no place/],
    ["a header that is far too deep", () => read(`{"row": ${deep(100_000)}}`), /nested deeper/],
  ])("with %s is refused", async (_, work, words) => {
    expect((await refusal(work)).message).toMatch(words);
  });
});

describe("an ONNX file", () => {
  const decoder = () => readModel(modelFile("onnx/decoder_model_merged.onnx"));
  const prepare = (bytes: Uint8Array<ArrayBuffer>) =>
    prepareGraph("decoder_model_merged", bytes, {
      rewrites: REWRITE_NAMES,
      maxPositions: 64,
      externalData: [],
    });

  it("whose nodes wait for each other is refused", async () => {
    const model = decoder();
    model.nodes.push(makeNode("Cast", ["b"], ["a"]), makeNode("Cast", ["a"], ["b"]));
    expect(await refusal(() => prepare(writeModel(model)))).toMatchObject({
      code: "graph-create",
      message: expect.stringContaining("wait for each other"),
    });
  });

  it("with graphs in graphs without end is refused", async () => {
    const tagged = (tag: number, body: Uint8Array): Uint8Array => {
      const length: number[] = [];
      let left = body.length;
      for (; left > 127; left = Math.floor(left / 128)) length.push((left % 128) + 128);
      const head = Uint8Array.of(tag, ...length, left);
      const all = new Uint8Array(head.length + body.length);
      all.set(head);
      all.set(body, head.length);
      return all;
    };
    // A node (1) with an attribute (5) that is a graph (6), and so on.
    let graph: Uint8Array = new Uint8Array();
    for (let depth = 0; depth < 6_000; depth++) {
      graph = tagged(0x0a, tagged(0x2a, tagged(0x32, graph)));
    }
    const bytes = new Uint8Array(tagged(0x3a, graph));
    expect(await refusal(() => prepare(bytes))).toMatchObject({ code: "graph-create" });
  });

  it("with a field that reaches beyond the file is refused, small or large", async () => {
    const bytes = modelFile("onnx/decoder_model_merged.onnx").slice(0, 50_000);
    expect(await refusal(() => prepare(bytes))).toMatchObject({ code: "graph-create" });
    const large = () => splitWeights(new Blob([bytes]), "graph.onnx");
    expect(await refusal(large)).toMatchObject({ code: "graph-create" });
    const endless = new Blob([new Uint8Array(2_000_000).fill(0xff)]);
    const used = async () => prepare(await splitWeights(endless, "graph.onnx"));
    expect(await refusal(used)).toMatchObject({ code: "graph-create" });
  });

  it("whose nodes are in no order gets one, and one in order keeps it", () => {
    const { nodes } = decoder();
    expect(inOrder(nodes)).toEqual(nodes);
    const back = inOrder(nodes.toReversed())!;
    const made = new Set(nodes.flatMap(({ outputs }) => outputs));
    const ready = new Set<string>();
    for (const { inputs, outputs } of back) {
      const isReady = (name: string) => name === "" || !made.has(name) || ready.has(name);
      expect(inputs.filter((name) => !isReady(name))).toEqual([]);
      for (const output of outputs) ready.add(output);
    }
    expect(back).toHaveLength(nodes.length);
  });

  it("with sums of sums is not folded for ever", () => {
    const model = decoder();
    const first = makeInts("t0", [1]);
    model.weights.set(first.name, first);
    for (let i = 0; i < 60; i++) {
      model.nodes.push(makeNode("Add", [`t${i}`, `t${i}`], [`t${i + 1}`]));
    }
    expect(foldNumber(indexGraph(model), "t3", null)).toBe(8);
    expect(foldNumber(indexGraph(model), "t60", null)).toBeNull();
  });
});

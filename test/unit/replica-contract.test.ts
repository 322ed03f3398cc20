// The replicas' graphs of fused operators: what they take and give, and how they hold their matrices. Traced ones, which
// are the default where the published are of that kind, are held to exports in replica-exports.test.ts.

import { describe, expect, it } from "vitest";
import { replicaFiles } from "../../tools/replica/files.ts";
import {
  DTYPES,
  FAMILIES,
  SUFFIXES,
  type Dtype,
  type Family,
} from "../../tools/replica/options.ts";
import { replicaParts } from "../../tools/replica/parts.ts";
import { readModel, type ReadModel } from "../support/replica-reader.ts";

/** TensorProto.DataType */
const [FLOAT, UINT8, INT64, BOOL, FLOAT16] = [1, 2, 7, 9, 10];
const FLAGS = { family: "llava-onevision", dtype: "fp32", scale: "mini" } as const;

const CASES = FAMILIES.flatMap((family) => DTYPES.map((dtype) => ({ family, dtype })));

type Values = Record<string, readonly [element: number, shape: readonly (number | string)[]]>;

const namesAndTypes = (values: ReadModel["inputs"]): Values =>
  Object.fromEntries(values.map(({ name, element, shape }) => [name, [element, shape]]));

const PIXELS: Record<Family, Values> = {
  "llava-onevision": { pixel_values: [FLOAT, ["num_images", 3, 42, 42]] },
  "llava-video": { pixel_values: [FLOAT, ["num_images", 3, 42, 42]] },
  "qwen2-vl": {
    pixel_values: [FLOAT, ["num_patches", 1176]],
    grid_thw: [INT64, ["num_images", 3]],
  },
  smolvlm2: {
    pixel_values: [FLOAT, ["batch_size", "num_images", 3, 64, 64]],
    pixel_attention_mask: [BOOL, ["batch_size", "num_images", 64, 64]],
  },
};

const POSITIONS: Record<Family, Values> = {
  "llava-onevision": { num_logits_to_keep: [INT64, []] },
  "llava-video": { num_logits_to_keep: [INT64, []] },
  "qwen2-vl": { position_ids: [INT64, [3, "batch_size", "sequence_length"]] },
  smolvlm2: { position_ids: [INT64, ["batch_size", "sequence_length"]] },
};

describe.each(CASES)("a replica of $family in $dtype", ({ family, dtype }) => {
  const files = replicaFiles({ family, dtype, scale: "mini", seed: 1, form: "fused" });
  const graphOf = (name: string): ReadModel =>
    readModel(files.get(`onnx/${name}${SUFFIXES[dtype]}.onnx`)!);

  it("has the encoder of its family", () => {
    const { inputs, outputs, irVersion, opsets } = graphOf("vision_encoder");
    expect(namesAndTypes(inputs)).toEqual(PIXELS[family]);
    const isLlava = family.startsWith("llava");
    const shape = isLlava
      ? ["num_images", 9, 64]
      : ["num_features", ...(family === "smolvlm2" ? [16] : []), 64];
    expect(namesAndTypes(outputs)).toEqual({ image_features: [FLOAT, shape] });
    expect({ irVersion, opsets }).toEqual({
      irVersion: 8,
      opsets: { "": 17, "com.microsoft": 1 },
    });
  });

  it("embeds ids", () => {
    const { inputs, outputs, nodes } = graphOf("embed_tokens");
    const rows = ["batch_size", "sequence_length"];
    expect(namesAndTypes(inputs)).toEqual({ input_ids: [INT64, rows] });
    expect(namesAndTypes(outputs)).toEqual({ inputs_embeds: [FLOAT, [...rows, 64]] });
    // 189 MB in SmolVLM2's published embed_tokens_q4: 49280 · 960 floats.
    const isBlocks = dtype.startsWith("q4") && family === "llava-video";
    expect(nodes[0]!.operator).toBe(isBlocks ? "GatherBlockQuantized" : "Gather");
  });

  it("has the decoder of its family", () => {
    const { inputs, outputs } = graphOf("decoder_model_merged");
    const cache = dtype.endsWith("16") ? FLOAT16 : FLOAT;
    const halves = (side: string, length: string): Values =>
      Object.fromEntries(
        [0, 1].flatMap((layer) =>
          ["key", "value"].map((part) => [
            `${side}.${layer}.${part}`,
            [cache, ["batch_size", 2, length, 16]] as const,
          ]),
        ),
      );
    expect(namesAndTypes(inputs)).toEqual({
      inputs_embeds: [FLOAT, ["batch_size", "sequence_length", 64]],
      attention_mask: [INT64, ["batch_size", "total_sequence_length"]],
      ...POSITIONS[family],
      ...halves("past_key_values", "past_sequence_length"),
    });
    const rows = family.startsWith("llava") ? "num_logits_to_keep" : "sequence_length";
    expect(namesAndTypes(outputs)).toEqual({
      logits: [FLOAT, ["batch_size", rows, 512]],
      ...halves("present", "total_sequence_length"),
    });
  });

  it("attends by GroupQueryAttention, turned inside it or before it", () => {
    const { nodes } = graphOf("decoder_model_merged");
    const attention = nodes.filter(({ operator }) => operator === "GroupQueryAttention");
    const isFused = family.startsWith("llava");
    expect(attention).toHaveLength(2);
    expect(attention[0]!.domain).toBe("com.microsoft");
    expect(attention[0]!.attributes).toMatchObject({
      num_heads: 4,
      kv_num_heads: 2,
      do_rotary: isFused ? 1 : 0,
      scale: 0.25,
    });
    const [, key, value, ...past] = attention[0]!.inputs;
    // Packed: neither key nor value by themselves, but the tables of angles.
    expect([key === "", value === ""]).toEqual([isFused, isFused]);
    expect(past.slice(0, 2)).toEqual(["past_key_values.0.key", "past_key_values.0.value"]);
    expect(past.includes("cos_cache")).toBe(isFused);
    const turns = nodes.filter(({ operator }) => operator === "RotaryEmbedding");
    expect(turns).toHaveLength(family === "smolvlm2" ? 4 : 0);
    expect(nodes.some(({ operator }) => operator === "Cos")).toBe(family === "qwen2-vl");
  });

  it("holds its matrices as the precision says", () => {
    for (const name of ["vision_encoder", "decoder_model_merged"]) {
      const { nodes, tensors } = graphOf(name);
      const linear = nodes.filter(({ operator }) => operator === "MatMulNBits");
      const plain = nodes.filter(({ operator }) => operator === "MatMul").map((node) => node.name);
      // What Qwen2-VL has besides is no linear layer: a convolution over patches, and angles.
      const layers = plain.filter(
        (node) => !/^patch$|^rotary\.angles$|\.products$|\.sums$/.test(node),
      );
      // Qwen2-VL's encoder is of Gemm, which the quantiser passes over.
      const isEye = family === "qwen2-vl" && name === "vision_encoder";
      const isQuantized = dtype.startsWith("q4") && !isEye;
      expect(isQuantized ? layers : linear).toEqual([]);
      expect(linear.length + layers.length).toBeGreaterThan(10);
      for (const { inputs, attributes } of linear) {
        const { K, N, ...others } = attributes as Record<string, number>;
        expect(others).toEqual({ bits: 4, block_size: 32 });
        const [packed, scales] = inputs.slice(1).map((input) => tensors.get(input)!);
        expect(packed).toMatchObject({ element: UINT8, dims: [N, Math.ceil(K! / 32), 16] });
        const element = dtype === "q4" ? FLOAT : FLOAT16;
        expect(scales).toMatchObject({ element, dims: [N, Math.ceil(K! / 32)] });
      }
    }
  });

  it("names every value that a node takes", () => {
    for (const name of ["vision_encoder", "embed_tokens", "decoder_model_merged"]) {
      const { nodes, inputs, outputs, tensors } = graphOf(name);
      const known = new Set(["", ...tensors.keys(), ...inputs.map((input) => input.name)]);
      const used = new Set<string>();
      for (const node of nodes) {
        for (const input of node.inputs) {
          expect(known, `${node.name} takes ${input}`).toContain(input);
          used.add(input);
        }
        for (const output of node.outputs) known.add(output);
      }
      for (const output of outputs) expect(known).toContain(output.name);
      for (const tensor of tensors.keys()) expect(used, `nobody takes ${tensor}`).toContain(tensor);
    }
  });
});

describe("a replica", () => {
  it("gives features of the pictures in one row of rows, when asked", () => {
    const files = replicaFiles({ ...FLAGS, hasFlatFeatures: true });
    const { outputs } = readModel(files.get("onnx/vision_encoder.onnx")!);
    expect(outputs[0]!.shape).toEqual(["num_features", 64]);
  });

  // Megabytes as the hub lists them.
  it.each<[Family, Dtype, "256m" | "500m" | undefined, Record<string, number>]>([
    ["smolvlm2", "q4", "500m", { vision_encoder: 66.7, embed_tokens: 189.2, decoder: 229.1 }],
    ["smolvlm2", "q4f16", "500m", { "": 358 }],
    ["smolvlm2", "q4f16", "256m", { "": 189 }],
    [
      "qwen2-vl",
      "q4f16",
      undefined,
      { vision_encoder: 1332.2, embed_tokens: 466.75, decoder: 869.38 },
    ],
    [
      "llava-onevision",
      "q4f16",
      undefined,
      { vision_encoder: 228.39, embed_tokens: 272.38, decoder: 287.35 },
    ],
    ["llava-onevision", "fp16", undefined, { decoder: 997 }],
    ["llava-onevision", "q4", undefined, { decoder: 327 }],
    ["llava-onevision", "fp32", undefined, { vision_encoder: 1598.93 }],
  ])("of %s in %s has the published bytes at real scale, within one percent", (...one) => {
    const [family, dtype, size, published] = one;
    const real = { family, dtype, scale: "real", external: "always" } as const;
    const parts = replicaParts(size === undefined ? real : { ...real, size });
    for (const [name, megabytes] of Object.entries(published)) {
      const got = parts
        .filter(({ path }) => path.startsWith(`onnx/${name}`))
        .reduce((sum, { byteLength }) => sum + byteLength, 0);
      expect(Math.abs(got / 1e6 / megabytes - 1), `${got} for ${megabytes} MB`).toBeLessThan(0.01);
    }
  });
});

// A replica's graphs are of the kind that the real exporters write: same inputs in the same order, same outputs, and the
// same operators where it decides how the engine must treat a graph.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readModel } from "../../src/model/onnx/read-model.ts";
import { GRAPH_NAMES, type GraphName } from "../../src/model/precision.ts";
import { readUnpacked } from "../../tools/export/packed.ts";
import { replicaFiles } from "../../tools/replica/files.ts";
import { SUFFIXES, type Dtype, type Family } from "../../tools/replica/options.ts";

const EXPORTS = join(import.meta.dirname, "../fixtures/exports");
/** Operators of attention and of embeddings, by which graphs differ. */
const TELLING =
  "Softmax GroupQueryAttention MultiHeadAttention Attention RotaryEmbedding Neg Sin Cos GatherBlockQuantized MatMulNBits".split(
    " ",
  );

const CASES: readonly (readonly [Family, string, Dtype, readonly GraphName[]])[] = [
  ["llava-onevision", "llava-onevision", "fp32", GRAPH_NAMES],
  ["llava-onevision", "llava-onevision", "q4", ["vision_encoder", "decoder_model_merged"]],
  ["qwen2-vl", "qwen2-vl", "fp32", GRAPH_NAMES],
  ["qwen2-vl", "qwen2-vl", "q4", ["decoder_model_merged"]],
  ["smolvlm2", "smolvlm2", "fp32", GRAPH_NAMES],
  ["smolvlm2", "smolvlm2", "q4", GRAPH_NAMES],
];

function signature(bytes: Uint8Array<ArrayBuffer>) {
  const { inputs, outputs, nodes } = readModel(bytes);
  const values = (all: typeof inputs) =>
    all.map(({ name, element, shape }) => ({ name, element, rank: shape?.length }));
  const operators = new Set(nodes.map(({ operator }) => operator));
  return {
    inputs: values(inputs),
    outputs: values(outputs),
    operators: TELLING.filter((operator) => operators.has(operator)),
  };
}

const cases = CASES.flatMap(([family, folder, dtype, graphs]) =>
  graphs.map((graph) => ({ family, folder, dtype, graph })),
);

describe("a replica has the signature of the export", () => {
  it.each(cases)("$family, $graph in $dtype", ({ family, folder, dtype, graph }) => {
    const path = `onnx/${graph}${SUFFIXES[dtype]}.onnx`;
    const ours = replicaFiles({ family, dtype, scale: "mini", seed: 1 }).get(path)!;
    const theirs = readUnpacked(join(EXPORTS, folder, path));
    expect(signature(ours)).toEqual(signature(theirs));
  });

  it.each(["llava-onevision", "qwen2-vl", "smolvlm2"] as const)(
    "%s: its preprocessor's file has the fields of the export's",
    (family) => {
      const file = "preprocessor_config.json";
      const files = replicaFiles({ family, dtype: "fp32", scale: "mini", seed: 1 });
      const ours = JSON.parse(new TextDecoder().decode(files.get(file))) as object;
      const theirs = JSON.parse(readFileSync(join(EXPORTS, family, file), "utf8")) as object;
      expect(Object.keys(ours).sort()).toEqual(Object.keys(theirs).sort());
    },
  );
});

// Of a graph as few layers are left as have every kind of its nodes, and they can be run.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { contentNodes } from "../../src/model/onnx/cut/content.ts";
import { distinctDecoder, distinctTower } from "../../src/model/onnx/cut/distinct-layers.ts";
import { layerOfPast } from "../../src/model/onnx/cut/find-borders.ts";
import { oneRow } from "../../src/model/onnx/cut/one-row.ts";
import { reads, type OnnxModel } from "../../src/model/onnx/onnx-model.ts";
import { readModel } from "../../src/model/onnx/read-model.ts";
import { tidyModel } from "../../src/model/onnx/tidy-model.ts";
import { writeModel } from "../../src/model/onnx/write-model.ts";
import { listUnpacked, readUnpacked } from "../../tools/export/packed.ts";

const EXPORTS = fileURLToPath(new URL("../fixtures/exports/", import.meta.url));
const EMBEDDED = new URL("../../public/models/framewise-shapes/onnx/", import.meta.url);

const graphs = (name: string): [string, OnnxModel][] => [
  ...listUnpacked(EXPORTS)
    .filter((path) => path.includes(`/${name}`) && path.endsWith(".onnx"))
    .map((path): [string, OnnxModel] => [path, readModel(readUnpacked(join(EXPORTS, path)))]),
  ["embedded", readModel(readFileSync(new URL(`${name}.onnx`, EMBEDDED)))],
];

const layersOf = ({ inputs }: OnnxModel): number[] =>
  [...new Set(inputs.flatMap(({ name }) => layerOfPast(name) ?? []))].toSorted((a, b) => a - b);

/** The operators of a graph with the sizes of what weights they read, each kind once. */
const kinds = ({ nodes, weights }: OnnxModel): string[] => {
  const all = nodes.map(({ operator, inputs }) =>
    [operator, ...inputs.map((name) => weights.get(name)?.dims.join("×") ?? "")].join(" "),
  );
  return [...new Set(all)].toSorted();
};

/** The whole without what no output needs. */
function tidied(model: OnnxModel): OnnxModel {
  const whole = { ...model, nodes: [...model.nodes], weights: new Map(model.weights) };
  tidyModel(whole);
  return whole;
}

/** Written and read again, each node reads what is there. */
function expectWhole(left: OnnxModel): void {
  const model = readModel(writeModel(left));
  const there = new Set([
    ...model.inputs.map(({ name }) => name),
    ...model.weights.keys(),
    ...model.nodes.flatMap(({ outputs }) => outputs),
  ]);
  const wanted = [...model.nodes.flatMap(reads), ...model.outputs.map(({ name }) => name)];
  expect(wanted.filter((name) => !there.has(name))).toEqual([]);
}

describe.each(graphs("decoder_model_merged"))("decoder %s", (_, model) => {
  const left = distinctDecoder(model);

  it("has all kinds of nodes in its first layer, its last, and those that differ", () => {
    expect(kinds(left)).toEqual(kinds(tidied(model)));
    expectWhole(left);
    const [all, some] = [layersOf(model), layersOf(left)];
    expect(some).toEqual(expect.arrayContaining([all[0], all.at(-1)]));
    expect(some.length).toBeLessThanOrEqual(3);
    expect(left.weights.size).toBeLessThanOrEqual(model.weights.size);
    const kept = left.outputs.map(({ name }) => name);
    for (const layer of some)
      expect(kept.filter((name) => name.includes(`.${layer}`)).length).toBeGreaterThan(0);
    expect(kept).toContain("logits");
  });
});

/** Norms in single operators hide where SmolVLM2's layers end; behind its rewrites they do not. */
const TOWERS = graphs("vision_encoder").filter(([path]) => !path.startsWith("smolvlm2/"));

describe.each(TOWERS)("tower %s", (_, model) => {
  it("has all kinds of nodes in fewer layers, where it has many", () => {
    const left = distinctTower(model);
    expect(kinds(left)).toEqual(kinds(tidied(model)));
    expectWhole(left);
    expect(left.outputs.map(({ name }) => name)).toEqual(["image_features"]);
  });
});

it("leaves two of the embedded model's layers, and of Qwen3.5's in between none", () => {
  const embedded = readModel(readFileSync(new URL("decoder_model_merged.onnx", EMBEDDED)));
  expect([layersOf(embedded), layersOf(distinctDecoder(embedded))]).toEqual([
    [0, 1, 2, 3],
    [0, 3],
  ]);
  const hybrid = readModel(
    readUnpacked(join(EXPORTS, "qwen3.5/onnx/decoder_model_merged_q4.onnx")),
  );
  expect([layersOf(hybrid), layersOf(distinctDecoder(hybrid))]).toEqual([
    [0, 1, 2, 3],
    [0, 3],
  ]);
});

it("leaves a layer in between that has a node of its own", () => {
  const model = readModel(readFileSync(new URL("decoder_model_merged.onnx", EMBEDDED)));
  const isSecond = (name: string): boolean => name.endsWith(".1.key");
  const nodes = model.nodes.map((node) =>
    node.inputs.some(isSecond) ? { ...node, operator: "Another" } : node,
  );
  expect(layersOf(distinctDecoder({ ...model, nodes }))).toEqual([0, 1, 3]);
});

it("refuses a decoder in which more than a stream passes from layer to layer", () => {
  const model = readModel(readFileSync(new URL("decoder_model_merged.onnx", EMBEDDED)));
  const [early = ""] = contentNodes(model)[0]?.outputs ?? [];
  const nodes = model.nodes.map((node) =>
    node.outputs.includes("logits") ? { ...node, inputs: [...node.inputs, early] } : node,
  );
  expect(() => distinctDecoder({ ...model, nodes })).toThrow("more than one stream passes");
});

it("leaves one row of a vocabulary's table, and its columns", () => {
  const path = join(EXPORTS, "qwen3.5/onnx/embed_tokens.onnx");
  const model = readModel(readUnpacked(path));
  const long = {
    ...model,
    weights: new Map(
      [...model.weights].map(([name, weight]) => [
        name,
        { ...weight, dims: [200_000, ...weight.dims.slice(1)] },
      ]),
    ),
  };
  const left = readModel(writeModel(oneRow(long)));
  const [[, before] = []] = [...model.weights].filter(([, { dims }]) => dims.length === 2);
  const [[, after] = []] = [...left.weights].filter(([, { dims }]) => dims.length === 2);
  expect(after!.dims).toEqual([1, before!.dims[1]]);
  expect(after!.element).toBe(before!.element);
});

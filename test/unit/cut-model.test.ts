// A decoder that is cut consists of the same nodes, caches and weights as the whole, each in one part.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { contentNodes } from "../../src/model/onnx/cut/content.ts";
import { cutModel } from "../../src/model/onnx/cut/cut-model.ts";
import { layerOfPast } from "../../src/model/onnx/cut/find-borders.ts";
import { makeNode } from "../../src/model/onnx/make-parts.ts";
import { reads, type OnnxModel, type OnnxValue } from "../../src/model/onnx/onnx-model.ts";
import { readModel } from "../../src/model/onnx/read-model.ts";
import { rewriteModel } from "../../src/model/onnx/rewrite-model.ts";
import { EXPLICIT_ROTATION } from "../../src/model/onnx/rewrites/explicit-rotation.ts";
import { tidyModel } from "../../src/model/onnx/tidy-model.ts";
import { writeModel } from "../../src/model/onnx/write-model.ts";
import { listUnpacked, readUnpacked } from "../../tools/export/packed.ts";
import { replicaFiles } from "../../tools/replica/files.ts";
import { FAMILIES } from "../../tools/replica/options.ts";

const EXPORTS = fileURLToPath(new URL("../fixtures/exports/", import.meta.url));
const EMBEDDED = new URL(
  "../../public/models/framewise-shapes/onnx/decoder_model_merged.onnx",
  import.meta.url,
);

/** Weights up to this size may be in several parts: shapes, scalars, the sizes of splits. */
const SMALL_VALUES = 64;

async function decoders(): Promise<[string, OnnxModel][]> {
  const exported = listUnpacked(EXPORTS)
    .filter((path) => /decoder_model_merged\w*\.onnx$/.test(path))
    .map((path): [string, OnnxModel] => [path, readModel(readUnpacked(join(EXPORTS, path)))]);
  const replicas = FAMILIES.map((family): [string, OnnxModel] => {
    const files = replicaFiles({ family, scale: "mini", dtype: "q4", seed: 3, form: "fused" });
    const bytes = files.get("onnx/decoder_model_merged_q4.onnx")!;
    return [`replica of ${family}`, readModel(bytes)];
  });
  const embedded = readModel(readFileSync(EMBEDDED));
  const context = { evaluate: () => Promise.reject(new Error("not needed")), maxPositions: 2048 };
  const { model: turned } = await rewriteModel(embedded, [EXPLICIT_ROTATION], context);
  return [...exported, ...replicas, ["embedded", embedded], ["embedded, rotated outside", turned]];
}

const ALL = await decoders();

const layersOf = ({ inputs }: OnnxModel): number =>
  1 + Math.max(...inputs.map(({ name }) => layerOfPast(name) ?? -1));

const namesOf = (values: readonly { readonly name: string }[]): string[] =>
  values.map(({ name }) => name);

const CASES = ALL.flatMap(([name, model]) => [
  ...Array.from({ length: layersOf(model) - 1 }, (_, i) => [name, [i + 1]] as const),
  [name, Array.from({ length: layersOf(model) - 1 }, (_, i) => i + 1)] as const,
]);

describe.each(CASES)("%s, cut before layers %j", (name, layers) => {
  const model = ALL.find(([each]) => each === name)![1];
  const parts = cutModel(model, layers);

  it("has every node of content once, and none is new", () => {
    const whole = { ...model, nodes: [...model.nodes], weights: new Map(model.weights) };
    tidyModel(whole);
    const wanted = contentNodes(whole).flatMap(({ outputs }) => outputs);
    const content = new Set(wanted);
    const got = parts.flatMap((part) =>
      part.model.nodes
        .flatMap(({ outputs }) => outputs)
        .filter((output) => output !== "" && content.has(output)),
    );
    expect(got.toSorted()).toEqual(wanted.filter((output) => output !== "").toSorted());
    const known = new Set(whole.nodes.flatMap(({ outputs }) => outputs));
    for (const part of parts) {
      expect(
        part.model.nodes.flatMap(({ outputs }) => outputs).filter((o) => !known.has(o)),
      ).toEqual([]);
    }
  });

  it("gives each part the caches of its layers, and the logits to the last one", () => {
    for (const { from, to, model: part } of parts) {
      for (const value of part.inputs) {
        const layer = layerOfPast(value.name);
        if (layer === null) continue;
        expect(layer).toBeGreaterThanOrEqual(from);
        expect(layer).toBeLessThan(to);
      }
      const isLast = to === Infinity;
      expect(namesOf(part.outputs).includes("logits")).toBe(isLast);
      expect(namesOf(part.inputs).includes("num_logits_to_keep")).toBe(
        isLast && namesOf(model.inputs).includes("num_logits_to_keep"),
      );
      expect(namesOf(part.inputs).includes("inputs_embeds")).toBe(from === 0);
    }
    const cached = (values: readonly { readonly name: string }[]): string[] =>
      namesOf(values).filter((each) => /^(past|present)/.test(each));
    for (const side of ["inputs", "outputs"] as const) {
      expect(parts.flatMap((part) => cached(part.model[side])).toSorted()).toEqual(
        cached(model[side]).toSorted(),
      );
    }
  });

  it("passes on what the next part takes, and nothing else", () => {
    expect(parts[0]!.takes).toEqual(["inputs_embeds"]);
    expect(parts.at(-1)!.gives).toEqual(["logits"]);
    for (const [i, before] of parts.slice(0, -1).entries()) {
      const { takes, model: part } = parts[i + 1]!;
      expect(takes).toEqual(before.gives);
      expect([1, 2]).toContain(takes.length);
      const typesIn = (values: readonly OnnxValue[]): unknown[] =>
        takes.map((name) => values.find((value) => value.name === name)?.element);
      expect(typesIn(part.inputs)).toEqual(typesIn(before.model.outputs));
      expect(typesIn(part.inputs)).not.toContain(undefined);
    }
  });

  it("copies no weight, and leaves each to one part", () => {
    const holders = new Map<string, number>();
    for (const { model: part } of parts) {
      for (const [weight, tensor] of part.weights) {
        expect(tensor).toBe(model.weights.get(weight));
        holders.set(weight, (holders.get(weight) ?? 0) + 1);
      }
    }
    const read = new Set(model.nodes.flatMap(reads));
    const lost = [...model.weights.keys()].filter((name) => read.has(name) && !holders.has(name));
    expect(lost).toEqual([]);
    const copied = [...model.weights.values()].filter(
      ({ name, dims }) =>
        !/cos|sin|rotary/i.test(name) &&
        dims.reduce((product, dim) => product * dim, 1) > SMALL_VALUES &&
        (holders.get(name) ?? 0) > 1,
    );
    expect(namesOf(copied)).toEqual([]);
  });

  it("is written as graphs that can be read again", () => {
    for (const { model: part } of parts) {
      const again = readModel(writeModel(part));
      expect(namesOf(again.inputs)).toEqual(namesOf(part.inputs));
      expect(again.nodes.map(({ outputs }) => outputs)).toEqual(
        part.nodes.map(({ outputs }) => outputs),
      );
      expect([...again.weights.keys()]).toEqual([...part.weights.keys()]);
    }
  });
});

describe("a cut that cannot be made", () => {
  const embedded = ALL.find(([name]) => name === "embedded")![1];

  it.each([
    [[4], "The decoder has 4 layers; it cannot be cut before layer 4."],
    [[0], "The decoder has 4 layers; it cannot be cut before layer 0."],
    [[1.5], "The decoder has 4 layers; it cannot be cut before layer 1.5."],
    [
      [2, 1],
      "The decoder has 4 layers; it cannot be cut before layer 1 when it is cut before layer 2.",
    ],
    [
      [2, 2],
      "The decoder has 4 layers; it cannot be cut before layer 2 when it is cut before layer 2.",
    ],
  ])("before %j is refused with the decoder's own layers", (layers, message) => {
    expect(() => cutModel(embedded, layers)).toThrow(
      expect.objectContaining({
        code: "graph-cut",
        message,
        hint: expect.stringMatching(/^Choose/),
      }),
    );
  });

  it("is refused where a later layer looks at an earlier one's content", () => {
    const nodes = embedded.nodes.map((node) =>
      node.outputs.includes("logits")
        ? makeNode("Sum", [...node.inputs, "layers.0.norm2.sum"], node.outputs)
        : node,
    );
    expect(() => cutModel({ ...embedded, nodes }, [2])).toThrow(
      expect.objectContaining({
        code: "graph-cut",
        message: expect.stringContaining("more than one stream passes from layer 1 to it"),
      }),
    );
  });

  it("is refused where a later layer asks for the shape of an earlier one's content", () => {
    const nodes = [
      ...embedded.nodes.slice(0, -1),
      makeNode("Shape", ["layers.0.norm2.sum"], ["asked"]),
      makeNode("Reshape", ["layers.3.down", "asked"], ["asked.down"]),
      ...embedded.nodes.slice(-1),
    ];
    const model = { ...embedded, nodes, outputs: [...embedded.outputs] };
    const last = cutModel(model, [2])[1]!; // nothing needs it yet
    expect(last.from).toBe(2);
    const needed = nodes.map((node) =>
      node.inputs.includes("layers.3.down") && node.operator !== "Reshape"
        ? makeNode(
            node.operator,
            node.inputs.map((input) => (input === "layers.3.down" ? "asked.down" : input)),
            node.outputs,
          )
        : node,
    );
    expect(() => cutModel({ ...model, nodes: needed }, [2])).toThrow(
      expect.objectContaining({
        code: "graph-cut",
        message: expect.stringContaining('reads "layers.0.norm2.sum", which nothing makes'),
      }),
    );
  });

  it("leaves the whole as it is without layers", () => {
    const parts = cutModel(embedded, []);
    expect(parts).toHaveLength(1);
    expect(parts[0]!.model.nodes.length).toBe(embedded.nodes.length);
  });
});

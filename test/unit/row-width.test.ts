// What follows a tower's layers goes with them only where each of its rows is made of one of theirs.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cutTower } from "../../src/model/onnx/cut/cut-tower.ts";
import { rowWidth } from "../../src/model/onnx/cut/row-width.ts";
import { makeNode, makeTensor, MICROSOFT } from "../../src/model/onnx/make-parts.ts";
import type { OnnxModel, OnnxNode } from "../../src/model/onnx/onnx-model.ts";
import { ELEMENT } from "../../src/model/onnx/proto.ts";
import { readModel } from "../../src/model/onnx/read-model.ts";

const TOWER = readModel(
  readFileSync(
    new URL("../../public/models/framewise-shapes/onnx/vision_encoder.onnx", import.meta.url),
  ),
);

const floats = (name: string, dims: readonly number[]) =>
  makeTensor(
    name,
    ELEMENT.float,
    dims,
    new Uint8Array(4 * dims.reduce((product, dim) => product * dim, 1)),
  );

/** Nodes between "in" and "out", and constants of 6 channels. */
function modelOf(...nodes: readonly OnnxNode[]): OnnxModel {
  const weights = [
    floats("matrix", [6, 4]),
    floats("bias", [4]),
    floats("rows", [3, 4]),
    floats("scale", [6]),
  ];
  return { ...TOWER, nodes: [...nodes], weights: new Map(weights.map((one) => [one.name, one])) };
}

const product = makeNode("MatMul", ["in", "matrix"], ["mixed"]);

describe("the width of rows", () => {
  it("is that of the last product", () => {
    const model = modelOf(
      makeNode("LayerNormalization", ["in", "scale", "scale"], ["normed"]),
      makeNode("MatMul", ["normed", "matrix"], ["mixed"]),
      makeNode("Add", ["bias", "mixed"], ["moved"]),
      makeNode("Erf", ["moved"], ["bent"]),
      makeNode("Mul", ["moved", "bent"], ["out"]),
    );
    expect(rowWidth(model, "in", "out")).toBe(4);
    const bits = makeNode("MatMulNBits", ["in", "packed", "scales"], ["out"], { N: 9 }, MICROSOFT);
    expect(rowWidth(modelOf(bits), "in", "out")).toBe(9);
  });

  it.each([
    ["a merger's reshape", makeNode("Reshape", ["mixed", "bias"], ["out"])],
    ["a softmax over rows", makeNode("Softmax", ["mixed"], ["out"], { axis: 1 })],
    ["a product of two of them", makeNode("MatMul", ["mixed", "mixed"], ["out"])],
    ["a constant for each row", makeNode("Add", ["mixed", "rows"], ["out"])],
    ["a constant that is not here", makeNode("Add", ["mixed", "elsewhere"], ["out"])],
    ["a norm over rows", makeNode("LayerNormalization", ["mixed", "bias"], ["out"], { axis: 1 })],
  ])("is not known behind %s", (_, node) => {
    expect(rowWidth(modelOf(product, node), "in", "out")).toBeNull();
  });

  it("is not known without a product", () => {
    expect(rowWidth(modelOf(makeNode("Relu", ["in"], ["out"])), "in", "out")).toBeNull();
  });

  it("is the features' in the embedded model, whose head goes with the layers", () => {
    const { head, rows, layers } = cutTower(TOWER);
    expect(head).toBeNull();
    expect(rows.at(-1)!.width).toBe(128);
    expect(rows.slice(0, -1).every(({ width }) => width === null)).toBe(true);
    expect(layers.outputs[0]!.name).toBe("spread_encoded");
  });
});

// What the blocks of a network are written into: a graph, the numbers for its weights, and the form of both.

import type { Element } from "../onnx/element.ts";
import { ELEMENTS } from "../onnx/element.ts";
import type { GraphBuilder } from "../onnx/graph-builder.ts";
import { float } from "../onnx/element.ts";
import { realTensor, transposedTensor, type Real } from "../onnx/tensor.ts";
import { BLOCK_SIZE, quantizedMatrix } from "../weights/quantize.ts";
import type { RandomValues, Values } from "../weights/values.ts";

/** How a graph computes and holds its matrices. */
export interface Precision {
  readonly real: Real;
  /** Whether matrices are in 4 bits. */
  readonly isQuantized: boolean;
}

/** The same for what 4-bit exports do not quantise. */
export const unquantized = (precision: Precision): Precision => ({
  ...precision,
  isQuantized: false,
});

export interface Net {
  readonly graph: GraphBuilder;
  readonly random: RandomValues;
  readonly precision: Precision;
}

/** Adds a weight of normal values, not quantised. */
export function weight(
  { graph, random, precision }: Net,
  name: string,
  dims: readonly number[],
  spread: { std: number; mean?: number },
): string {
  const count = dims.reduce((product, dim) => product * dim, 1);
  return graph.tensor(realTensor(name, precision.real, dims, random.normal(name, count, spread)));
}

/** Adds a table that is not a learned weight. */
export const table = (
  { graph, precision }: Net,
  name: string,
  dims: readonly number[],
  values: Values,
  real: Real = precision.real,
): string => graph.tensor(realTensor(name, real, dims, values));

export interface LinearOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly hasBias?: boolean;
  /** The spread of the outputs for inputs of spread 1. */
  readonly gain?: number;
  /** The name of the result; default `name`. */
  readonly output?: string;
}

/** x [..., inputs] → x · Wᵀ + b [..., outputs]; one W [outputs, inputs] whatever the precision. */
export function linear(
  net: Net,
  name: string,
  x: string,
  { inputs, outputs, hasBias = false, gain = 1, output = name }: LinearOptions,
): string {
  const { graph, random, precision } = net;
  const values = random.normal(`${name}.weight`, inputs * outputs, {
    std: gain / Math.sqrt(inputs),
  });
  const product = hasBias ? `${output}.product` : output;
  if (precision.isQuantized) {
    const matrix = quantizedMatrix(`${name}.weight`, [outputs, inputs], values, {
      scales: precision.real,
    });
    graph.addMicrosoft(
      "MatMulNBits",
      [x, graph.tensor(matrix.packed), graph.tensor(matrix.scales)],
      product,
      { attributes: { K: inputs, N: outputs, bits: 4, block_size: BLOCK_SIZE } },
    );
  } else {
    const matrix = transposedTensor(`${name}.weight`, precision.real, [outputs, inputs], values);
    graph.add("MatMul", [x, graph.tensor(matrix)], product);
  }
  if (!hasBias) return product;
  return graph.add("Add", [product, weight(net, `${name}.bias`, [outputs], { std: 0.1 })], output);
}

export function layerNorm(
  net: Net,
  name: string,
  x: string,
  width: number,
  epsilon: number,
): string {
  const scale = weight(net, `${name}.weight`, [width], { std: 0.1, mean: 1 });
  const shift = weight(net, `${name}.bias`, [width], { std: 0.1 });
  return net.graph.add("LayerNormalization", [x, scale, shift], name, {
    attributes: { axis: -1, epsilon: float(epsilon) },
  });
}

export const cast = (net: Net, x: string, to: Element, output: string): string =>
  net.graph.add("Cast", [x], output, { attributes: { to: ELEMENTS[to].code } });

/** Returns a float32 input in the type that the graph computes in. */
export const toReal = (net: Net, x: string): string =>
  net.precision.real === "float32" ? x : cast(net, x, net.precision.real, `${x}.real`);

/** Makes a float32 output; `compute` names its result with the name it is given. */
export function toFloat32(net: Net, output: string, compute: (name: string) => void): void {
  if (net.precision.real === "float32") {
    compute(output);
    return;
  }
  compute(`${output}.real`);
  cast(net, `${output}.real`, "float32", output);
}

// Leaves one row of a graph's long tables, which are looked up by a number: whichever it is, the same shader runs.

import { makeTensor } from "../make-parts.ts";
import type { OnnxModel, OnnxTensor } from "../onnx-model.ts";
import { ELEMENT } from "../proto.ts";

/** More rows than anything but a vocabulary has. */
const LEAST_ROWS = 1024;

/** The bits of a value; 21 and 22 are uint4 and int4, 3 is int8. */
const BITS: ReadonlyMap<number, number> = new Map([
  [ELEMENT.float, 32],
  [ELEMENT.float16, 16],
  [ELEMENT.uint8, 8],
  [3, 8],
  [21, 4],
  [22, 4],
]);

/** Returns the graph with tables of one row of zeros. */
export function oneRow(model: OnnxModel): OnnxModel {
  const weights = new Map(
    [...model.weights].map(([name, weight]) => [name, firstRow(weight)] as const),
  );
  return { ...model, weights };
}

function firstRow(weight: OnnxTensor): OnnxTensor {
  const [rows = 0, ...dims] = weight.dims;
  const bits = BITS.get(weight.element);
  if (rows < LEAST_ROWS || dims.length === 0 || bits === undefined) return weight;
  const values = dims.reduce((product, dim) => product * dim, 1);
  const zeros = new Uint8Array(Math.ceil((values * bits) / 8));
  return makeTensor(weight.name, weight.element, [1, ...dims], zeros);
}

// Finds out whether a vision encoder's mask hides anything of the pictures that this engine sends. They are whole
// (without padding), and a video goes through the graph one temporal step at a time, so a mask has nothing to hide; but
// what the exporter made of it must be computed to be sure.

import { indexGraph } from "../graph-index.ts";
import { makeValue } from "../make-parts.ts";
import { reads, type OnnxModel, type OnnxValue } from "../onnx-model.ts";
import { ELEMENT } from "../proto.ts";
import type { Evaluate, EvaluatedTensor } from "../rewrite-model.ts";
import { evaluatedNumbers } from "../tensor-values.ts";

/** A small grid of patches that is like real ones: height and width are multiples of any merge. */
const GRID = [1, 4, 8] as const;
const PATCHES = GRID[1] * GRID[2];

/** Returns null when all `masks` are zero for whole pictures, else what is different. */
export async function whyNotOpen(
  model: OnnxModel,
  masks: readonly string[],
  evaluate: Evaluate,
): Promise<string | null> {
  // A mask of whole numbers tells patches from the padding after them (`padded` in adapters/adapter.ts).
  const isPadded = model.inputs.some(
    ({ name, element }) => name === "pixel_attention_mask" && element === ELEMENT.int64,
  );
  if (isPadded) return "its pictures are padded, and its mask hides the padding";
  const graph = indexGraph(model);
  /** A mask cut to the length of the keys hides nothing if the whole mask hides nothing. */
  const behindSlices = (tensor: string): string => {
    const node = graph.maker(tensor);
    return node?.operator === "Slice" ? behindSlices(node.inputs[0] ?? "") : tensor;
  };
  const outputs = [...new Set(masks.map(behindSlices))];
  const cuts = contentShapes(model, outputs);
  const isPatches = model.inputs.some(({ name }) => isGrid(name));
  if (cuts.length > 0 && !isPatches) return "its mask follows shapes that are not in the file";
  let values: Record<string, EvaluatedTensor>;
  try {
    values = await evaluate(model, outputs, (name) => feed(model, name), cuts);
  } catch (cause) {
    return `its mask could not be computed (${cause instanceof Error ? cause.message : String(cause)})`;
  }
  const isOpen = outputs.every((name) => {
    const mask = values[name];
    return mask !== undefined && evaluatedNumbers(mask).every((value) => value === 0);
  });
  return isOpen ? null : "its mask hides parts of a picture";
}

const isGrid = (name: string): boolean => name.endsWith("grid_thw");

/** Operators with weights: what is behind them is not computed only to find a shape. */
const WEIGHTED = new Set(["Conv", "Gemm", "LayerNormalization", "MatMul", "MatMulNBits"]);

/** Returns tensors made with weights whose shape `outputs` depend on, as inputs [patches, width]. */
function contentShapes(model: OnnxModel, outputs: readonly string[]): OnnxValue[] {
  const graph = indexGraph(model);
  const cuts = new Map<string, OnnxValue>();
  const seen = new Set<string>();
  const stack = [...outputs];
  for (let tensor = stack.pop(); tensor !== undefined; tensor = stack.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    const node = graph.maker(tensor);
    if (node === undefined) continue;
    const [shaped = ""] = node.inputs;
    if (node.operator === "Shape" && WEIGHTED.has(graph.maker(shaped)?.operator ?? "")) {
      cuts.set(shaped, makeValue(shaped, ELEMENT.float, [`${shaped}.rows`, `${shaped}.width`]));
    } else stack.push(...reads(node));
  }
  return [...cuts.values()];
}

function feed(model: OnnxModel, name: string): EvaluatedTensor | undefined {
  if (isGrid(name)) return { type: "int64", dims: [1, 3], data: BigInt64Array.from(GRID, BigInt) };
  const declared = model.inputs.find((input) => input.name === name);
  if (declared === undefined) return floats([PATCHES, 1]);
  const shape = declared.shape ?? [];
  const dims =
    shape.length === 2
      ? [PATCHES, typeof shape[1] === "number" ? shape[1] : 1]
      : shape.map((axis, at) => (typeof axis === "number" ? axis : at === 0 ? 1 : 2));
  return declared.element === ELEMENT.bool
    ? { type: "bool", dims, data: new Uint8Array(sizeOf(dims)).fill(1) }
    : floats(dims);
}

/** The pictures are grey, because black ones are padding to some exports. */
const floats = (dims: readonly number[]): EvaluatedTensor => ({
  type: "float32",
  dims,
  data: new Float32Array(sizeOf(dims)).fill(0.5),
});

const sizeOf = (dims: readonly number[]): number => dims.reduce((size, dim) => size * dim, 1);

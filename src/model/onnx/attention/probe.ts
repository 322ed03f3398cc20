// Answers questions about a traced decoder by running parts of it: is its mask causal, what are its angles?

import type { OnnxModel, OnnxValue } from "../onnx-model.ts";
import { makeValue } from "../make-parts.ts";
import { ELEMENT } from "../proto.ts";
import type { Evaluate, EvaluatedTensor } from "../rewrite-model.ts";
import { evaluatedNumbers } from "../tensor-values.ts";
import type { CachedLayer } from "./cached-layer.ts";

export interface Probe {
  readonly model: OnnxModel;
  readonly layers: readonly CachedLayer[];
  readonly evaluate: Evaluate;
}

/** A run to imagine: the rows in the cache, the new rows, and the positions of the new ones on each axis. */
export interface ProbeRun {
  readonly past: number;
  readonly rows: number;
  readonly positions: readonly (readonly number[])[];
}

/** Returns the values of `outputs` in such a run, without the weights of any layer. */
export async function probe(
  { model, layers, evaluate }: Probe,
  outputs: readonly string[],
  run: ProbeRun,
): Promise<Record<string, EvaluatedTensor>> {
  const shapes = knownShapes(layers, run);
  const elements = new Map<string, number>();
  for (const { element, repeated, fresh, present } of layers) {
    const tensors = [...repeated, ...fresh.map(({ tensor }) => tensor), ...Object.values(present)];
    for (const tensor of tensors) elements.set(tensor, element);
  }
  const cuts: OnnxValue[] = [...shapes]
    .filter(([name]) => !outputs.includes(name))
    .map(([name, shape]) =>
      makeValue(
        name,
        elements.get(name) ?? ELEMENT.float,
        shape.map((_, axis) => `${name}.${axis}`),
      ),
    );
  const total = run.past + run.rows;
  const feed = (name: string): EvaluatedTensor | undefined => {
    const shape = shapes.get(name);
    if (shape !== undefined) return zeros(elements.get(name) ?? ELEMENT.float, shape);
    if (name === "attention_mask") return ints(Array<number>(total).fill(1), [1, total]);
    const input = model.inputs.find((value) => value.name === name);
    if (name === "position_ids") {
      const axes = input?.shape?.length === 3 ? 3 : 1;
      const ids = Array.from({ length: axes }, (_, axis) => run.positions[axis] ?? []).flat();
      return ints(ids, axes === 3 ? [3, 1, run.rows] : [1, run.rows]);
    }
    if (name === "inputs_embeds") {
      const width = input?.shape?.at(-1);
      return zeros(input?.element ?? ELEMENT.float, [1, run.rows, Number(width)]);
    }
    const layer = layers.find(({ past }) => past.key === name || past.value === name);
    if (layer === undefined) return undefined;
    return zeros(layer.element, [1, layer.kvHeads, run.past, layer.size]);
  };
  return evaluate(model, outputs, feed, cuts);
}

function knownShapes(
  layers: readonly CachedLayer[],
  { past, rows }: ProbeRun,
): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const { heads, kvHeads, size, repeated, fresh, present } of layers) {
    for (const tensor of Object.values(present))
      shapes.set(tensor, [1, kvHeads, past + rows, size]);
    for (const tensor of repeated) shapes.set(tensor, [1, heads, past + rows, size]);
    for (const { tensor, heads: own } of fresh) shapes.set(tensor, [1, own, rows, size]);
  }
  return shapes;
}

function zeros(element: number, dims: readonly number[]): EvaluatedTensor {
  const count = dims.reduce((product, dim) => product * dim, 1);
  return element === ELEMENT.float16
    ? { type: "float16", dims, data: new Uint16Array(count) }
    : { type: "float32", dims, data: new Float32Array(count) };
}

const ints = (values: readonly number[], dims: readonly number[]): EvaluatedTensor => ({
  type: "int64",
  dims,
  data: BigInt64Array.from(values, BigInt),
});

/** A score below this is as good as masked; half precision reaches 65,504. */
const FORBIDDEN = -1e4;

/**
 * Returns null when every layer's mask lets each row see all rows up to itself and none after, in a prefill, in one
 * after a past, and in a step far along, where a window would show. Otherwise returns what is different.
 */
export async function whyNotCausal(of: Probe): Promise<string | null> {
  const masks = [...new Set(of.layers.map(({ mask }) => mask))];
  for (const [past, rows] of [
    [0, 5],
    [3, 4],
    [4095, 1],
  ] as const) {
    const from = Array.from({ length: rows }, (_, i) => past + i);
    const values = await probe(of, masks, { past, rows, positions: [from, from, from] });
    for (const mask of masks) {
      const tensor = values[mask];
      if (tensor === undefined) return "its mask could not be computed";
      const scores = [...evaluatedNumbers(tensor)];
      const total = past + rows;
      if (scores.length !== rows * total) return "its mask differs from head to head";
      const isCausal = scores.every((score, i) =>
        i % total <= past + Math.floor(i / total) ? score === 0 : score <= FORBIDDEN,
      );
      if (!isCausal) return "its mask hides more or less than what comes later";
    }
  }
  return null;
}

// What a decoder carries from one run into the next, read from the names of its inputs. Attention layers have keys and
// values, which grow with the prompt. Layers of other kinds have states of a fixed size: the last columns of a short
// convolution, or the matrix of a recurrence. A layer's number is its place in the decoder, so numbers may be skipped.

import { AppError } from "../base/errors.ts";
import type { Graph } from "./graph.ts";

/** One state of one layer. */
export interface StateInput {
  readonly layer: number;
  /** The name of the input; `present` is the name of the output that replaces it. */
  readonly past: string;
  readonly present: string;
  readonly type: "float32" | "float16";
  /** The shape, with a batch of one. */
  readonly dims: readonly number[];
}

/** Returns the numbers of the layers that have keys and values, ascending. */
export const attentionLayers = ({ inputs }: Pick<Graph, "inputs">): number[] =>
  [...inputs.keys()]
    .map((name) => /^past_key_values\.(\d+)\.key$/.exec(name)?.[1])
    .filter((layer) => layer !== undefined)
    .map(Number)
    .toSorted((a, b) => a - b);

/** Reads the states. @throws AppError `model-contract` for a state whose type or size the graph does not give. */
export function stateInputs({ name: graph, inputs }: Pick<Graph, "name" | "inputs">): StateInput[] {
  const states: StateInput[] = [];
  for (const [past, { type, shape }] of inputs) {
    const [, kind, layer] = /^past_(conv|recurrent)\.(\d+)$/.exec(past) ?? [];
    if (kind === undefined) continue;
    const [, ...sizes] = shape;
    const fixed = sizes.filter((size): size is number => typeof size === "number" && size > 0);
    if ((type !== "float32" && type !== "float16") || fixed.length !== sizes.length) {
      throw new AppError(
        "model-contract",
        `${graph}: the state "${past}" is ${type} [${shape.join(", ")}]; wanted float32 or float16, and numbers behind the batch.`,
        "The graphs are of another export; choose another folder.",
      );
    }
    const present = `present_${kind}.${layer}`;
    states.push({ layer: Number(layer), past, present, type, dims: [1, ...fixed] });
  }
  return states;
}

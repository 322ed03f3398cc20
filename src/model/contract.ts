// What the three graphs of a model must take and give, compared with their metadata.

import { AppError } from "../base/errors.ts";
import type { Graph, ValueInfo } from "./graph.ts";

/** A value by name, its type, and the axes that are known; -1 matches any length. */
export interface WantedValue {
  readonly name: string;
  readonly type: string;
  readonly shape?: readonly number[];
}

/**
 * Checks what a graph takes and gives. `optional` lists inputs that a graph may take but need not.
 * @throws AppError `model-contract` naming the graph, the value, what it is and what was wanted; also for an input that
 * the engine would not feed.
 */
export function checkContract(
  graph: Graph,
  inputs: readonly WantedValue[],
  outputs: readonly WantedValue[],
  optional: readonly string[] = [],
): void {
  for (const wanted of inputs) check(graph, "input", graph.inputs.get(wanted.name), wanted);
  for (const wanted of outputs) check(graph, "output", graph.outputs.get(wanted.name), wanted);
  const known = new Set([...inputs.map(({ name }) => name), ...optional]);
  const unknown = [...graph.inputs.keys()].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw contractError(
      `${graph.name} takes "${unknown.join('", "')}", which this version does not give; it gives ${[...known].join(", ")}.`,
    );
  }
}

function check(
  graph: Graph,
  side: "input" | "output",
  got: ValueInfo | undefined,
  { name, type, shape }: WantedValue,
): void {
  if (got === undefined) {
    const all = [...(side === "input" ? graph.inputs : graph.outputs).keys()].join(", ");
    throw contractError(`${graph.name} has no ${side} "${name}"; it has ${all}.`);
  }
  if (got.type !== type) {
    throw contractError(`${graph.name}: ${side} "${name}" is ${got.type}, wanted ${type}.`);
  }
  if (shape === undefined || got.shape.length === 0) return;
  const fits =
    got.shape.length === shape.length &&
    shape.every((dim, axis) => {
      const has = got.shape[axis];
      return dim < 0 || typeof has !== "number" || has < 0 || has === dim;
    });
  if (!fits) {
    throw contractError(
      `${graph.name}: ${side} "${name}" has shape [${got.shape.join(", ")}], wanted [${shape.map((dim) => (dim < 0 ? "any" : dim)).join(", ")}].`,
    );
  }
}

function contractError(message: string): AppError {
  return new AppError(
    "model-contract",
    message,
    "The graphs are of another export or do not belong to this config.json; choose another folder.",
  );
}

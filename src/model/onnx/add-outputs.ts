// Makes tensors inside a graph outputs of it.

import { AppError } from "../../base/errors.ts";
import { makeValue } from "./make-parts.ts";
import type { OnnxModel } from "./onnx-model.ts";

/**
 * Adds the outputs `names` to the model's own. Their types and shapes are left to the runtime, which infers them. A run
 * that does not ask for them does not get them.
 * @throws AppError `graph-tensor` when the graph has no such tensor; tensors inside a branch of an If are not found.
 */
export function addOutputs(model: OnnxModel, names: readonly string[]): OnnxModel {
  const made = new Set(model.nodes.flatMap(({ outputs }) => outputs));
  const missing = names.filter((name) => name === "" || !made.has(name));
  if (missing.length > 0) {
    throw new AppError(
      "graph-tensor",
      `The graph makes no tensor named "${missing.join('" or "')}".`,
      "Its files do not fit each other or this version; fetch the model again.",
    );
  }
  const own = new Set(model.outputs.map(({ name }) => name));
  const added = [...new Set(names)].filter((name) => !own.has(name));
  return { ...model, outputs: [...model.outputs, ...added.map((name) => makeValue(name))] };
}

// A part of a graph, run once on the CPU: for rewrites that look at numbers before they change anything.

import { must } from "../base/assert.ts";
import type { Evaluate, EvaluatedTensor } from "./onnx/rewrite-model.ts";
import { subgraph } from "./onnx/subgraph.ts";
import { writeModel } from "./onnx/write-model.ts";
import { loadRuntime, serialized } from "./runtime.ts";

/**
 * Runs what `outputs` are made from, in a session of its own that is gone afterwards. Inputs that the part does not take
 * may be given too.
 * @throws Error from the runtime, as when the part needs weights that lie beside the graph.
 */
export const evaluate: Evaluate = async (model, outputs, feeds) => {
  const part = subgraph(model, outputs);
  const ort = await loadRuntime();
  return serialized(async () => {
    const session = await ort.InferenceSession.create(writeModel(part), {
      executionProviders: ["wasm"],
      logSeverityLevel: 3,
    });
    try {
      const values = session.inputNames.map((name) => {
        const { type, data, dims } = must(feeds[name], `value of "${name}"`);
        return [name, new ort.Tensor(type, data, [...dims])] as const;
      });
      const results = await session.run(Object.fromEntries(values));
      return Object.fromEntries(
        Object.entries(results).map(([name, { type, data, dims }]) => [
          name,
          { type, data, dims } as EvaluatedTensor,
        ]),
      );
    } finally {
      await session.release();
    }
  });
};

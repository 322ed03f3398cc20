// Runs a part of a graph once on the CPU, for rewrites that look at numbers before they change anything.

import { must } from "../base/assert.ts";
import type { ExternalData } from "./graph.ts";
import type { Evaluate, EvaluatedTensor } from "./onnx/rewrite-model.ts";
import { subgraph } from "./onnx/subgraph.ts";
import { writeModel } from "./onnx/write-model.ts";
import { piecedBlob } from "./pieced-blob.ts";
import { loadRuntime, serialized } from "./runtime.ts";

/**
 * Returns a function that runs on the CPU, in a session of its own that is released afterwards. `externalData` are the
 * weights beside the graph, of which only what the part needs is read.
 */
export function createEvaluate(externalData: readonly ExternalData[] = []): Evaluate {
  return async (model, outputs, feed, cuts = []) => {
    const part = writeModel(subgraph(model, outputs, cuts));
    const ort = await loadRuntime();
    return serialized(async () => {
      const session = await ort.InferenceSession.create(part, {
        executionProviders: ["wasm"],
        // Only fatal messages: that a part cannot be run is a result too, for example where a table ends.
        logSeverityLevel: 4,
        ...(externalData.length > 0 && {
          externalData: externalData.map(({ path, data }) => ({ path, data: piecedBlob(data) })),
        }),
      });
      try {
        const values = session.inputNames.map((name) => {
          const { type, data, dims } = must(feed(name), `value of "${name}"`);
          return [name, new ort.Tensor(type, data, [...dims])] as const;
        });
        const results = await session.run(Object.fromEntries(values), { logSeverityLevel: 4 });
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
}

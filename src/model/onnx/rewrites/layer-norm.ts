// One operator for each layer norm of a traced graph.
//
//   before:  d / Sqrt(ReduceMean(Pow(d, 2)) + ε) · weight + bias,  d = x − ReduceMean(x): nine operators
//   after:   LayerNormalization(x, weight, bias; epsilon = ε)
//
// The standard has the operator from opset 17 on, the runtime in every opset.

import { fuseNorms } from "../norms/fuse-norms.ts";
import type { Rewrite } from "../rewrite-model.ts";

export const LAYER_NORM: Rewrite = {
  name: "layer-norm",
  apply: (model) => fuseNorms(model, "layer", "LayerNormalization"),
};

// One operator for each root-mean-square norm of a traced graph.
//
//   before:  x · (1 / Sqrt(ReduceMean(Pow(x, 2)) + ε)) · weight: seven operators
//   after:   SimplifiedLayerNormalization(x, weight; epsilon = ε)
//
// The runtime knows the norm only as this operator: it then joins a 4-bit MLP that follows (both products, silu and the
// product with its gate) into MatMulNBitsMlp by itself.

import { fuseNorms } from "../norms/fuse-norms.ts";
import type { Rewrite } from "../rewrite-model.ts";

export const RMS_NORM: Rewrite = {
  name: "rms-norm",
  apply: (model) => fuseNorms(model, "rms", "SimplifiedLayerNormalization"),
};

// The code of each method in the catalogue. Those inside the decoder take all tokens, which any code of no cost does.

import type { MethodId } from "./catalogue.ts";
import { cover } from "./cover.ts";
import { divprune } from "./divprune.ts";
import { dycoke } from "./dycoke.ts";
import { floc } from "./floc.ts";
import { llavaScissor } from "./llava-scissor.ts";
import type { CompressionMethod } from "./method.ts";
import { prunevid } from "./prunevid.ts";
import { random } from "./random.ts";
import { simpleCluster } from "./simple-cluster.ts";
import { unicomp } from "./unicomp.ts";
import { uniform } from "./uniform.ts";
import { vcast } from "./vcast.ts";
import { vidcom2 } from "./vidcom2.ts";

export const METHOD_CODE: Readonly<Record<MethodId, CompressionMethod>> = {
  vidcom2,
  cover,
  divprune,
  floc,
  dycoke,
  vcast,
  "simple-cluster": simpleCluster,
  unicomp,
  "llava-scissor": llavaScissor,
  prunevid,
  fastv: uniform,
  pdrop: uniform,
  "dycoke-steps": dycoke,
  sparsevlm: uniform,
  "sparsevlm-plus": uniform,
  v2drop: uniform,
  uniform,
  random,
};

// The weights worker's entry. It is a thread of its own so that hashing a gigabyte never holds up the engine's.

import { createDiskFolders } from "../disk/disk-folders.ts";
import { createWeightsService, type WeightsService } from "../model/weights/service.ts";
import type { Tuning } from "../model/weights/tuning.ts";
import { WEIGHTS_CALLS } from "./calls.ts";
import { serve } from "./rpc/serve.ts";

serve<WeightsService>(self, WEIGHTS_CALLS, (tuning) =>
  createWeightsService(createDiskFolders("weights"), tuning as Partial<Tuning>),
);

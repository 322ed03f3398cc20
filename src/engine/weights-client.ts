// The weights store on the page's side: a client of its worker. What only a page may ask the browser (how much space
// there is, and not to evict what is stored) is asked here.

import { AppError } from "../base/errors.ts";
import type { Weights } from "../model/weights/api.ts";
import type { WeightsService } from "../model/weights/service.ts";
import type { Tuning } from "../model/weights/tuning.ts";
import { WEIGHTS_CALLS } from "./calls.ts";
import { createClient } from "./rpc/client.ts";
import { startWorker } from "./start-worker.ts";

/** Starts the worker. `tuning` is for tests. */
export function createWeights(tuning: Partial<Tuning> = {}): Weights {
  const worker = startWorker(
    () =>
      new Worker(new URL("./weights.worker.ts", import.meta.url), {
        type: "module",
        name: "framewise-weights",
      }),
  );
  const { service, dispose } = createClient<WeightsService>(
    worker,
    WEIGHTS_CALLS,
    {
      crashed: (reason) =>
        new AppError(
          "weights-crashed",
          `The download's worker stopped: ${reason}.`,
          "Reload the page; what has arrived is kept.",
        ),
      disposed: () =>
        new AppError("weights-disposed", "The weights store was disposed.", "Create another one."),
    },
    tuning,
  );
  return {
    ...service,
    async space() {
      const { usage = 0, quota = 0 } = await navigator.storage.estimate();
      return {
        usageBytes: usage,
        quotaBytes: quota,
        isPersisted: await navigator.storage.persisted(),
      };
    },
    persist: () => navigator.storage.persist(),
    dispose,
  };
}

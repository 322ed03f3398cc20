// The public engine on the page's side: a client of its worker. Our page and other apps use `createEngine()`.

import { AppError } from "../base/errors.ts";
import type { Engine, EngineEvent } from "./api.ts";
import { ENGINE_CALLS, type EngineService } from "./calls.ts";
import { createClient } from "./rpc/client.ts";
import { startWorker } from "./start-worker.ts";

/** Starts the worker. Nothing is loaded until `loadModel`; no GPU is asked for before that either. */
export function createEngine(): Engine {
  const worker = startWorker(
    () =>
      new Worker(new URL("./engine.worker.ts", import.meta.url), {
        type: "module",
        name: "framewise-engine",
      }),
  );
  const { service, subscribe, dispose } = createClient<EngineService, EngineEvent>(
    worker,
    ENGINE_CALLS,
    {
      crashed: (reason) =>
        new AppError(
          "engine-crashed",
          `The engine stopped: ${reason}.`,
          "Reload the page; the file and the model on disk are untouched.",
        ),
      disposed: () =>
        new AppError("engine-disposed", "The engine was disposed.", "Create another one."),
    },
  );
  return { ...service, subscribe, dispose };
}

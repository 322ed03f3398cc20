// The public engine on the page's side: a client of its worker. Our page and other apps use `createEngine()`.

import { AppError } from "../base/errors.ts";
import type { Engine, EngineEvent } from "./api.ts";
import { ENGINE_CALLS, type EngineService } from "./calls.ts";
import { createClient, type Client } from "./rpc/client.ts";
import { serviceOf } from "./rpc/service.ts";
import { startWorker } from "./start-worker.ts";

/** More videos than one worker opens, so that the id of one's video never names another's. */
const IDS_OF_A_WORKER = 1_000_000;

/**
 * Starts the worker. Nothing is loaded until `loadModel`; no GPU is asked for before that either. A worker in which
 * something does not come to an end is ended, and the next call begins another, which loads the last model again.
 * `endlessMs`: how long it is waited for; default 20,000, as the largest tokenizer takes seconds on a slow machine.
 */
export function createEngine({ endlessMs }: { readonly endlessMs?: number } = {}): Engine {
  const listeners = new Set<(event: EngineEvent) => void>();
  let started = 0;
  let lastModel: Parameters<EngineService["loadModel"]> | null = null;
  const start = (): Client<EngineService, EngineEvent> => {
    const client = startClient(IDS_OF_A_WORKER * started++, endlessMs);
    client.subscribe((event) => listeners.forEach((listener) => listener(event)));
    return client;
  };
  let client = start();
  const service = (): EngineService => {
    if (!client.wasEndless()) return client.service;
    client = start();
    // The first in the worker's queue; if it fails, the next call says that there is no model.
    if (lastModel !== null) void client.service.loadModel(...lastModel).catch(() => undefined);
    return client.service;
  };
  const calls = serviceOf<EngineService>(ENGINE_CALLS, (name) => (...given) => {
    const call = service()[name as keyof EngineService] as (...args: unknown[]) => unknown;
    return call(...given);
  });
  return {
    ...calls,
    async loadModel(source, options) {
      const info = await calls.loadModel(source, options);
      const { runtime } = options ?? {};
      lastModel = [source, { ...(runtime !== undefined && { runtime }) }];
      return info;
    },
    async unloadModel() {
      await calls.unloadModel();
      lastModel = null;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => client.dispose(),
  };
}

function startClient(firstId: number, endlessMs?: number): Client<EngineService, EngineEvent> {
  const worker = startWorker(
    () =>
      new Worker(new URL("./engine.worker.ts", import.meta.url), {
        type: "module",
        name: "framewise-engine",
      }),
  );
  return createClient<EngineService, EngineEvent>(
    worker,
    ENGINE_CALLS,
    {
      crashed: (reason) =>
        new AppError(
          "engine-crashed",
          `The engine stopped: ${reason}.`,
          "Reload the page; the file and the model on disk are untouched.",
        ),
      endless: (what) =>
        new AppError(
          "engine-endless",
          `${what} did not come to an end, so the engine was stopped.`,
          "Choose another model, or ask otherwise; then open the video again. The files are untouched.",
        ),
      disposed: () =>
        new AppError("engine-disposed", "The engine was disposed.", "Create another one."),
    },
    firstId,
    endlessMs,
  );
}

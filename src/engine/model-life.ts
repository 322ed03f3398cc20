// The life of the model that was asked for last: it is loaded, freed, and loaded again when it is needed or when its
// device was lost.

import { AppError } from "../base/errors.ts";
import type { ModelSource } from "../model/folder.ts";
import { NO_OWNER } from "../pipeline/cache-owner.ts";
import { loadModel, type LoadOptions } from "../pipeline/load-model.ts";
import type { LoadedModel } from "../pipeline/loaded-model.ts";
import type { EngineEvent } from "./api.ts";
import type { Workbench } from "./turn.ts";

/** The model that was asked for last and could be loaded. */
interface Wanted {
  readonly source: ModelSource;
  readonly runtime: LoadOptions["runtime"];
}

export interface ModelLife {
  /** Loads a model in the place of the bench's; if it fails, the next question loads the old one again. */
  readonly replace: (
    workbench: Workbench,
    wanted: Wanted,
    options: Pick<LoadOptions, "onProgress" | "signal">,
  ) => Promise<LoadedModel>;
  /** Loads the model that was loaded last onto a new bench, if there was any. */
  readonly restore: (workbench: Workbench) => Promise<void>;
  /** Returns the bench's model, and loads it again if it was unloaded. @throws AppError `no-model`. */
  readonly need: (workbench: Workbench) => Promise<LoadedModel>;
  /** Frees the bench's model and everything that was made with it. */
  readonly release: (workbench: Workbench) => Promise<void>;
}

/** A model of this size is freed before the next one is loaded, because a GPU may not hold both. */
const LARGE_BYTES = 2 ** 28;

/** `forgetMade` frees what the videos have of a model that is about to go. */
export function createModelLife(
  emit: (event: EngineEvent) => void,
  forgetMade: (workbench: Workbench) => Promise<unknown>,
): ModelLife {
  let wanted: Wanted | null = null;

  const load = (
    { gpu }: Workbench,
    { source, runtime }: Wanted,
    options: Partial<LoadOptions> = {},
  ): Promise<LoadedModel> =>
    loadModel(gpu, source, {
      ...options,
      runtime,
      onFallback: (fallback) => emit({ kind: "model-fallback", ...fallback }),
    });

  const loadAgain = async (workbench: Workbench, model: Wanted): Promise<void> => {
    emit({ kind: "recovering", step: "loading the model again" });
    workbench.model = await load(workbench, model);
  };

  const release = async (workbench: Workbench): Promise<void> => {
    const { model, references, prefix } = workbench;
    workbench.model = null;
    prefix.owner = NO_OWNER;
    await forgetMade(workbench);
    for (const reference of references.values()) reference.destroy();
    references.clear();
    await model?.release();
  };

  return {
    async replace(workbench, next, options) {
      // The old model is freed when the new one is loaded, and a large one before that.
      if ((workbench.model?.bytes ?? 0) > LARGE_BYTES) await release(workbench);
      const model = await load(workbench, next, options);
      await release(workbench);
      workbench.model = model;
      wanted = next;
      return model;
    },
    async restore(workbench) {
      if (wanted !== null) await loadAgain(workbench, wanted);
    },
    async need(workbench) {
      if (workbench.model === null && wanted !== null) {
        await loadAgain(workbench, wanted);
        emit({ kind: "recovered" });
      }
      if (workbench.model !== null) return workbench.model;
      throw new AppError("no-model", "No model is loaded.", "Load a model first.");
    },
    release,
  };
}

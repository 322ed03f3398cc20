// Models that are not in use: lists them, fetches, takes into use, checks and deletes them.

import { toPlainError } from "../../base/errors.ts";
import type { ModelSource } from "../../engine/api.ts";
import { findModel } from "../../engine/models.ts";
import type { SessionContext } from "../session/context.ts";
import { EMBEDDED_MODEL_ID, embeddedModel } from "./loading.ts";
import { createCheckActions } from "./checks.ts";
import { notRemoved } from "../removed/not-removed.ts";
import type { Removals } from "../removed/removals.ts";
import { createDownloadActions } from "./downloads.ts";
import { modelName, selectModelInfo } from "./selectors.ts";
import { selectIsUnsaved } from "../video/leave-reading.ts";
import { parseHubUrl, writeModelSettings } from "./settings.ts";
import type { ModelLoader } from "./loading.ts";
import { storedSource } from "./source.ts";
import type { ModelsActions, ModelsState } from "./types.ts";
import type { Actions, State } from "../types.ts";

interface Session {
  readonly models: ModelLoader;
  /** Takes a model into use; returns whether it is in use. It reports failures itself. */
  readonly take: (source: ModelSource) => Promise<boolean>;
  /** Loads the one in use again, with which what was read stays. */
  readonly takeAgain: () => Promise<boolean>;
  /** Runs what takes another model, unless the reader stays with what was read; returns whether it has run. */
  readonly guard: (take: () => Promise<unknown>) => Promise<boolean>;
  /** Whether an answer or a comparison is running. */
  readonly isBusy: () => boolean;
  readonly notify: Actions["notify"];
  readonly removals: Removals;
  readonly subscribe: (listener: (state: State) => void) => () => void;
}

export function createModelsActions(
  context: SessionContext,
  { models, take, takeAgain, guard, isBusy, notify, removals, subscribe }: Session,
): ModelsActions {
  const { env, get, set } = context;
  const { weights } = env;
  const change = (part: Partial<ModelsState>) => set({ models: { ...get().models, ...part } });

  const refreshModels = async () => {
    try {
      // Some browsers refuse to tell how much space there is; the list is shown all the same.
      const space = await weights.space().catch(() => null);
      const stored = await weights.list();
      const isThere = notRemoved(get().removing, "model");
      const left = stored.filter(({ repo }) => isThere(repo));
      change({ stored: { phase: "ready", models: left, space } });
    } catch (thrown) {
      change({ stored: { phase: "failed", error: toPlainError(thrown) } });
    }
  };

  const takeUnasked = async (id: string, precisionId?: string) => {
    if (findModel(id)?.source === "page") {
      if (await take(embeddedModel(env.baseUrl))) {
        writeModelSettings(env.storage, { lastModel: null });
      }
      return;
    }
    let source: ModelSource;
    try {
      source = await storedSource(context, id, precisionId);
    } catch (thrown) {
      notify(toPlainError(thrown));
      await refreshModels();
      return;
    }
    // Forgotten until it is loaded, so that a model that crashes the page is not loaded again by the next visit.
    writeModelSettings(env.storage, { lastModel: null });
    if (!(await take(source))) return;
    const { model } = get();
    const used = precisionId ?? (model.phase === "ready" ? model.info.precision : "");
    writeModelSettings(env.storage, { lastModel: { id, precisionId: used } });
  };

  const takeModel = async (id: string, precisionId?: string) => {
    await guard(() => takeUnasked(id, precisionId));
  };

  const checks = createCheckActions(context, refreshModels, removals);

  return {
    ensureModel: models.ensure,
    loadModel: async (source) => {
      await guard(() => take(source));
    },
    refreshModels,
    takeModel,
    ...createDownloadActions(context, {
      refresh: refreshModels,
      makeRoom: removals.makeRoom,
      subscribe,
      onWhole: async ({ id }, precision) => {
        if (!isBusy() && !selectIsUnsaved(get())) return takeModel(id, precision.id);
        notify(
          {
            code: "model-here",
            message: `${modelName(id)} is downloaded.`,
            hint: "What is open goes on with the model in use; change to the new one under Models.",
          },
          "info",
        );
      },
    }),
    ...checks,
    deleteModel: async (id) => {
      const isInUse = selectModelInfo(get())?.id === id;
      if (isInUse && !(await guard(() => takeUnasked(EMBEDDED_MODEL_ID)))) return;
      await checks.deleteModel(id);
    },
    persistModels: async () => {
      await weights.persist().catch(() => false);
      await refreshModels();
    },
    setHub: ({ baseUrl, token }) => {
      const hubUrl = parseHubUrl(baseUrl);
      writeModelSettings(env.storage, { hubUrl });
      change({ hub: { baseUrl: hubUrl, token: token === "" ? null : token } });
    },
    setIdleMinutes: (idleMinutes) => {
      writeModelSettings(env.storage, { idleMinutes });
      change({ idleMinutes });
    },
    setRuntime: async (runtime) => {
      writeModelSettings(env.storage, { runtime });
      change({ runtime });
      // One that is not loaded is, when it is needed, loaded there.
      if (get().model.phase === "ready") await takeAgain();
    },
  };
}

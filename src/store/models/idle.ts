// Frees the GPU when a downloaded model has not been used for a while. The next question loads it again.

import type { SessionContext } from "../session/context.ts";
import { EMBEDDED_MODEL_ID } from "./loading.ts";
import { selectIsReading } from "../whole/selectors.ts";
import { selectIsBusy } from "../selectors.ts";
import type { State } from "../types.ts";

/** What counts as use: a question, a comparison, an evaluation, an opening, another budget, another model. */
const tracesOf = (state: State) => [
  state.turns,
  state.compare,
  state.evaluate,
  state.video,
  state.choices,
  state.plan,
  state.model,
  state.models.idleMinutes,
];

/** Watches from now on; the returned function ends it. */
export function watchIdle(
  { engine, env, get, set }: SessionContext,
  subscribe: (listener: (state: State) => void) => () => void,
): () => void {
  let cancel = () => {};
  let last: readonly unknown[] = [];

  const isWorking = (state: State) =>
    selectIsBusy(state) || state.video.phase === "opening" || selectIsReading(state);
  const release = async () => {
    const { model } = get();
    if (model.phase !== "ready" || isWorking(get())) return;
    await engine.unloadModel();
    // A question may have come meanwhile; the engine then loads the model again by itself.
    if (get().model === model && !isWorking(get()))
      set({ model: { phase: "unloaded", info: model.info } });
  };
  const onChange = (state: State) => {
    const now = tracesOf(state);
    if (now.every((value, index) => value === last[index])) return;
    last = now;
    cancel();
    cancel = () => {};
    const { model, models } = state;
    if (model.phase !== "ready" || model.info.id === EMBEDDED_MODEL_ID) return;
    if (models.idleMinutes === 0 || isWorking(state)) return;
    cancel = env.after(models.idleMinutes * 60_000, () => {
      // A model that cannot be unloaded stays in use.
      release().catch(() => undefined);
    });
  };

  onChange(get());
  const unsubscribe = subscribe(onChange);
  return () => {
    unsubscribe();
    cancel();
  };
}

// Keeps the plan on show in step with the choices. Only the latest request matters: while one is being made, any
// number of changes become one next request, so a dragged slider never queues work up in the engine.

import { isAbort, toPlainError } from "../../base/errors.ts";
import type { FramesVideo, Plan, PlanRequest } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import type { ModelLoader } from "../models/loading.ts";
import { mostUnusualFrame } from "./frame-moments.ts";
import { requestNow } from "./left-out.ts";
import type { PlanPhase } from "./types.ts";
import type { State } from "../types.ts";
import { framesOf } from "../video/state.ts";

const shownOf = (plan: PlanPhase) => (plan.phase === "none" ? null : plan.shown);

/** As long as the reader has chosen no frame, the most unusual one of the plan is on show. */
function openingFrame(state: State, plan: Plan): Partial<State> {
  const { selected, openedAt, atSec, isPlaying } = state;
  if (openedAt !== selected || atSec !== null || isPlaying) return { openedAt: null };
  const unusual = mostUnusualFrame(plan) ?? selected;
  return { selected: unusual, openedAt: unusual };
}

/** Returns the function to call after each change; it resolves when the plan on show is the one wanted. */
export function createPlanLoop(
  { engine, get, set }: SessionContext,
  { ensure }: Pick<ModelLoader, "ensure">,
): () => Promise<void> {
  let isWanted = false;
  let running: Promise<void> | null = null;

  const current = (): { video: FramesVideo; request: PlanRequest } | null => {
    const { video } = get();
    const frames = framesOf(video);
    return frames === null ? null : { video: frames.video, request: requestNow(get()) };
  };

  const makeOne = async ({ video, request }: { video: FramesVideo; request: PlanRequest }) => {
    const isStillOpen = () => framesOf(get().video)?.video.id === video.id;
    try {
      await ensure();
      const plan = await engine.plan(video, request);
      if (!isStillOpen()) return;
      set({
        plan: { phase: isWanted ? "working" : "ready", shown: plan },
        ...openingFrame(get(), plan),
      });
    } catch (thrown) {
      if (isWanted || isAbort(thrown) || !isStillOpen()) return;
      const shown = shownOf(get().plan);
      set({ plan: { phase: "failed", shown, error: toPlainError(thrown) } });
    }
  };

  const run = async () => {
    while (isWanted) {
      isWanted = false;
      const wanted = current();
      if (wanted === null) break;
      await makeOne(wanted);
    }
    running = null;
  };

  return () => {
    if (current() === null) return Promise.resolve();
    isWanted = true;
    const shown = shownOf(get().plan);
    set({ plan: { phase: "working", shown } });
    running ??= run();
    return running;
  };
}

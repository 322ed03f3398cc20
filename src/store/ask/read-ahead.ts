// Lets the engine run what stands before every question through the model while the reader types, so that his question has only its
// own text left. Nothing of it shows, and what no question uses is freed.

import type { FramesVideo, PlanRequest } from "../../engine/api.ts";
import { isInside } from "../../engine/catalogue.ts";
import { requestNow } from "../plan/left-out.ts";
import { isSameRequest } from "../plan/same-request.ts";
import { selectIsBusy } from "../selectors.ts";
import type { SessionContext } from "../session/context.ts";
import type { State } from "../types.ts";
import { framesOf } from "../video/state.ts";
import { selectIsReading } from "../whole/selectors.ts";

/** What is chosen rests so long before it is believed: a slider that is dragged passes many plans. */
const RESTS_MS = 300;

interface Wanted {
  readonly video: FramesVideo;
  readonly request: PlanRequest;
}

/** Watches from now on; the returned function ends it. */
export function watchTyping(
  { engine, env, get }: Pick<SessionContext, "engine" | "env" | "get">,
  subscribe: (listener: (state: State) => void) => () => void,
): () => void {
  let current: Wanted | null = null;
  let end = () => {};
  /** Whether the engine may hold something that no question has used. */
  let mayHold = false;

  const begin = ({ video, request }: Wanted): (() => void) => {
    const running = new AbortController();
    const cancel = env.after(RESTS_MS, () => {
      mayHold = true;
      // What fails here fails again, and is told, when the reader asks.
      engine.prefill(video, { plan: request, signal: running.signal }).catch(() => undefined);
    });
    return () => {
      cancel();
      running.abort();
    };
  };

  const onChange = (state: State) => {
    const wanted = wantedOf(state);
    if (isSame(wanted, current)) return;
    if (current !== null && isAsking(state, current)) {
      // The question takes it, finished or not.
      if (!mayHold) end();
      mayHold = false;
    } else {
      end();
      if (wanted === null && mayHold) {
        mayHold = false;
        engine.forgetPrefill().catch(() => undefined);
      }
    }
    current = wanted;
    end = wanted === null ? () => {} : begin(wanted);
  };

  onChange(get());
  const unsubscribe = subscribe(onChange);
  return () => {
    unsubscribe();
    end();
  };
}

/** What a question would be asked of, where the reader is typing one and nothing else is at work. */
function wantedOf(state: State): Wanted | null {
  const { draft, tab, model, plan, video } = state;
  const frames = framesOf(video);
  if (draft.trim() === "" || tab === "compare" || frames === null) return null;
  if (model.phase !== "ready" || plan.phase !== "ready") return null;
  if (selectIsBusy(state) || selectIsReading(state)) return null;
  const request = requestNow(state);
  return isInside(request.method) ? null : { video: frames.video, request };
}

const isSame = (one: Wanted | null, other: Wanted | null): boolean =>
  one === null || other === null
    ? one === other
    : one.video.id === other.video.id && isSameRequest(one.request, other.request);

/** Whether the last question is being answered by this plan. */
function isAsking({ turns }: State, { request }: Wanted): boolean {
  const last = turns.at(-1);
  if (last?.kind !== "frames" || last.state.phase !== "waiting") return false;
  return isSameRequest(last.request, request);
}

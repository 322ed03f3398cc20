import type { Answer } from "../../engine/api.ts";
import type { TurnOf } from "./types.ts";

/** Returns the report of a finished turn, or of what a turn that goes on had said; else null. */
export function answerOf<A extends Answer>({ state }: Pick<TurnOf<A>, "state">): A | null {
  if (state.phase === "streaming") return state.before;
  return state.phase === "done" || state.phase === "stopped" ? state.report : null;
}

import type { Answer } from "../../engine/api.ts";
import type { TurnOf } from "../types.ts";

/** Returns the report of a finished turn, else null. */
export const answerOf = <A extends Answer>({ state }: Pick<TurnOf<A>, "state">): A | null =>
  state.phase === "done" || state.phase === "stopped" ? state.report : null;

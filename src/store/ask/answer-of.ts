import type { Answer } from "../../engine/api.ts";
import type { TurnOf } from "../types.ts";

/** The report of a turn that has one. */
export const answerOf = <A extends Answer>({ state }: Pick<TurnOf<A>, "state">): A | null =>
  state.phase === "done" || state.phase === "stopped" ? state.report : null;

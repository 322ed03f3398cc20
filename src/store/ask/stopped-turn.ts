import type { Answer } from "../../engine/api.ts";
import type { Turn, TurnState } from "./types.ts";

function stopped<A extends Answer>(state: TurnState<A>): TurnState<A> {
  if (state.phase === "waiting") return { phase: "stopped", report: null };
  return state.phase === "streaming" ? { phase: "stopped", report: state.before } : state;
}

/** Returns a turn that nothing answers any more: one that was being answered is stopped. */
export const stoppedTurn = (turn: Turn): Turn =>
  turn.kind === "frames"
    ? { ...turn, state: stopped(turn.state) }
    : { ...turn, state: stopped(turn.state) };

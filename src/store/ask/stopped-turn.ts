import type { Answer } from "../../engine/api.ts";
import type { Turn, TurnState } from "../types.ts";

const stopped = <A extends Answer>(state: TurnState<A>): TurnState<A> =>
  state.phase === "waiting" || state.phase === "streaming"
    ? { phase: "stopped", report: null }
    : state;

/** Returns a turn that nothing answers any more: one that was being answered is stopped. */
export const stoppedTurn = (turn: Turn): Turn =>
  turn.kind === "frames"
    ? { ...turn, state: stopped(turn.state) }
    : { ...turn, state: stopped(turn.state) };

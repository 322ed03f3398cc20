import { nextComparison } from "../compare/machine.ts";
import { stoppedTurn } from "../ask/stopped-turn.ts";
import type { State } from "../types.ts";
import type { Undo } from "./types.ts";

/** Returns the change that brings back what was removed. Work that was under way has been stopped since. */
export function undone(
  { turns, compare }: Pick<State, "turns" | "compare">,
  undo: Exclude<Undo, { kind: "removal" }>,
): Partial<State> {
  switch (undo.kind) {
    case "turns":
      // What was asked since stands behind them.
      return { turns: turns.toSpliced(undo.at, 0, ...undo.turns.map(stoppedTurn)) };
    case "comparison": {
      const comparison = nextComparison(undo.comparison, { kind: "ended" });
      const list = compare.list.toSpliced(undo.at, 0, comparison);
      return { compare: { ...compare, list, shown: comparison.id } };
    }
  }
}

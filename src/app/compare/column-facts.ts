// What a column has come to, over all of its questions that are answered.

import type { FramesAnswer } from "../../engine/api.ts";
import type { CellState, ComparedColumn, Comparison } from "../../store/compare/types.ts";

type DoneCell = Extract<CellState, { readonly phase: "done" }>;

export interface ColumnFacts {
  /** Its place from 0, the one with all tokens; the page shows the others' as their number. */
  readonly place: number;
  readonly column: ComparedColumn;
  /** The reports by question, of those that are done. */
  readonly reports: readonly FramesAnswer[];
  /** The number of right answers among those that can be judged; null where none can. */
  readonly right: { readonly count: number; readonly of: number } | null;
  /** The number of answers that are the same as with all tokens; null where none was compared. */
  readonly same: { readonly count: number; readonly of: number } | null;
  /** The mean divergence over the questions, nats; null where none was measured. */
  readonly kl: number | null;
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

const isDone = (cell: CellState): cell is DoneCell => cell.phase === "done";

function countOf(values: readonly (boolean | null)[]): ColumnFacts["right"] {
  const known = values.filter((value) => value !== null);
  return known.length === 0
    ? null
    : { count: known.filter((value) => value).length, of: known.length };
}

/** Returns the facts of all columns, in their order. */
export const columnFacts = ({ columns }: Comparison): ColumnFacts[] =>
  columns.map((column, place) => {
    const done = column.cells.filter(isDone);
    const divergences = done.flatMap(({ agreement }) => agreement?.kl ?? []);
    return {
      place,
      column,
      reports: done.map(({ report }) => report),
      right: countOf(done.map(({ isRight }) => isRight)),
      same: countOf(done.map(({ agreement }) => agreement?.sameAnswer ?? null)),
      kl: column.isReference && done.length > 0 ? 0 : mean(divergences),
    };
  });

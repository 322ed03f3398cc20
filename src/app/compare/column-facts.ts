// What a column has come to, over all of its questions that are answered.

import type { FramesAnswer } from "../../engine/api.ts";
import { lookWords } from "../../store/compare/columns.ts";
import type { CellState, ComparedColumn, Comparison } from "../../store/compare/types.ts";

type DoneCell = Extract<CellState, { readonly phase: "done" }>;

export interface ColumnFacts {
  /** Its place from 0. */
  readonly place: number;
  /** Counted from 1 without those with all tokens, which have none. */
  readonly number: number | null;
  /** Its name, with its frames and its model where these differ within the comparison. */
  readonly title: string;
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

/** Returns a column's number among those that do not keep all tokens; null for one that does. */
export const columnNumber = ({ columns }: Comparison, place: number): number | null =>
  columns[place]?.isReference === false
    ? columns.slice(0, place + 1).filter(({ isReference }) => !isReference).length
    : null;

/** Returns "Cover 25 %, 16 frames, SmolVLM2 500M", with what differs within the comparison. */
const columnTitle = (comparison: Comparison, column: ComparedColumn): string =>
  [column.name, lookWords(comparison, column)].filter((part) => part !== null).join(", ");

/** Returns the facts of all columns, in their order. */
export const columnFacts = (comparison: Comparison): ColumnFacts[] =>
  comparison.columns.map((column, place) => {
    const done = column.cells.filter(isDone);
    const divergences = done.flatMap(({ agreement }) => agreement?.kl ?? []);
    return {
      place,
      number: columnNumber(comparison, place),
      title: columnTitle(comparison, column),
      column,
      reports: done.map(({ report }) => report),
      right: countOf(done.map(({ isRight }) => isRight)),
      same: countOf(done.map(({ agreement }) => agreement?.sameAnswer ?? null)),
      kl: column.isReference && done.length > 0 ? 0 : mean(divergences),
    };
  });

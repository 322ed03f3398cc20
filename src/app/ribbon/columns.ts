// The ribbon's columns: one a chunk. Which of them are drawn, and which have room for a label.

/** Some consecutive columns, without the one at `to`. */
export interface Columns {
  readonly from: number;
  readonly to: number;
}

/**
 * Returns the columns that are drawn: those in view, and about half as many on either side. Hours of a source have thousands, of
 * which few are in view. They change by half a view, so that scrolling draws seldom.
 */
export function drawnColumns(
  columns: number,
  { from, span }: { readonly from: number; readonly span: number },
): Columns {
  const step = Math.max(1, Math.ceil((span * columns) / 2));
  const first = Math.floor((from * columns) / step) - 1;
  return { from: Math.max(0, first * step), to: Math.min(columns, (first + 5) * step) };
}

/** Returns the columns that are drawn, ascending, and one more where one must be there. */
export function columnsWith({ from, to }: Columns, one = -1): number[] {
  const columns = Array.from({ length: Math.max(0, to - from) }, (_, place) => from + place);
  if (one < 0 || (one >= from && one < to)) return columns;
  return one < from ? [one, ...columns] : [...columns, one];
}

/** Returns the columns that get a label of `labelPx`: all if they fit, else those named first, without overlaps. */
export function labelledColumns(
  columns: number,
  columnPx: number,
  labelPx: number,
  first: readonly number[],
): ReadonlySet<number> {
  if (columnPx >= labelPx) return new Set(Array.from({ length: columns }, (_, index) => index));
  const chosen = new Set<number>();
  for (const column of first) {
    if (column < 0 || column >= columns) continue;
    if ([...chosen].every((other) => Math.abs(other - column) * columnPx >= labelPx))
      chosen.add(column);
  }
  return chosen;
}

/** Chunks by relevance, those in `isFirst` before all others. */
export function byRelevance(
  relevance: readonly number[],
  isFirst: (chunk: number) => boolean,
): number[] {
  return relevance
    .map((_, chunk) => chunk)
    .sort(
      (a, b) =>
        Number(isFirst(b)) - Number(isFirst(a)) || (relevance[b] ?? 0) - (relevance[a] ?? 0),
    );
}

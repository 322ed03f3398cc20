// The ribbon's columns: one a chunk. Which of them have room for a label or a picture.

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

// Pictures stand whole on the strips. Where columns are narrower than a picture, one stands over several.

export interface PictureGroup {
  readonly from: number;
  /** The number of columns that one picture covers. */
  readonly span: number;
}

/** Narrower pictures, of upright videos, would be told apart from their neighbours with effort. */
const LEAST_PX = 24;

/** The height of a strip, as in timeline.css. */
export const STRIP_PX = 44;

/** Gives each picture, `picturePx` wide as a whole, at least as many columns as it needs. */
export function pictureGroups(
  columns: number,
  columnPx: number,
  picturePx: number,
): PictureGroup[] {
  const span = columnPx > 0 ? Math.max(1, Math.ceil(Math.max(LEAST_PX, picturePx) / columnPx)) : 1;
  const pictures = Math.min(columns, Math.max(1, Math.floor(columns / span)));
  const edge = (picture: number) => Math.round((picture * columns) / pictures);
  return Array.from({ length: pictures }, (_, picture) => ({
    from: edge(picture),
    span: edge(picture + 1) - edge(picture),
  }));
}

/**
 * Returns the column whose picture stands for a group: the first of those wanted that is in it, else the one of the highest
 * score, else the middle one.
 */
export function faceOfGroup(
  { from, span }: PictureGroup,
  wanted: readonly (number | null)[],
  scores: readonly number[],
): number {
  const isInside = (column: number | null): column is number =>
    column !== null && column >= from && column < from + span;
  const [chosen] = wanted.filter(isInside);
  if (chosen !== undefined) return chosen;
  const middle = from + Math.floor(span / 2);
  const columns = Array.from({ length: span }, (_, place) => from + place);
  const scoreOf = (column: number) => scores[column] ?? -Infinity;
  return columns.reduce(
    (best, column) => (scoreOf(column) > scoreOf(best) ? column : best),
    middle,
  );
}

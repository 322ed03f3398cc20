// The marks of the plot. Columns that would lie on each other share one, with the numbers of all.

import type { ParetoPoint } from "./pareto.ts";

/** Half the height of a mark, in the drawing's units. */
export const RADIUS = 10;

const LETTER = 7;

export interface Mark {
  readonly x: number;
  readonly y: number;
  /** "all", "3", or "1, 2". */
  readonly label: string;
  readonly isOnFront: boolean;
}

export const markWidth = ({ label }: Mark): number =>
  Math.max(2 * RADIUS, LETTER * label.length + RADIUS);

/** Returns the marks of points; `at` gives where a point lies in the drawing. */
export function markPoints(
  points: readonly ParetoPoint[],
  at: (point: ParetoPoint) => readonly [x: number, y: number],
): Mark[] {
  const marks: Mark[] = [];
  for (const point of points) {
    const [x, y] = at(point);
    const label = point.number === null ? "all" : `${point.number}`;
    const beside = marks.findIndex(
      (mark) => Math.abs(mark.x - x) < markWidth(mark) && Math.abs(mark.y - y) < 2 * RADIUS,
    );
    const under = marks[beside];
    if (under === undefined) marks.push({ x, y, label, isOnFront: point.isOnFront });
    else {
      const isOnFront = under.isOnFront || point.isOnFront;
      marks[beside] = { ...under, label: `${under.label}, ${label}`, isOnFront };
    }
  }
  return marks;
}

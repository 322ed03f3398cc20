import type { Point } from "./clip.ts";

const ROWS = ["top", "middle", "bottom"] as const;
const COLUMNS = ["left", "center", "right"] as const;
/** Centres this close to a border between thirds are not drawn, because their place would be ambiguous. */
const MARGIN = 0.03;

export type Row = (typeof ROWS)[number];
export type Column = (typeof COLUMNS)[number];

function third(value: number): number {
  return Math.min(2, Math.max(0, Math.floor(value * 3)));
}

/** Returns the third of the picture, down and across, that contains a point. */
export function placeOf(point: Point): { row: Row; column: Column } {
  return { row: ROWS[third(point.y)] ?? "middle", column: COLUMNS[third(point.x)] ?? "center" };
}

export function nearPlaceBorder({ x, y }: Point): boolean {
  return [x, y].some((value) => [1 / 3, 2 / 3].some((border) => Math.abs(value - border) < MARGIN));
}

/** A point as fractions of the picture's width and height, y downward. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Returns the point a share `time` 0–1 of the way from one to another. */
export function between(from: Point, to: Point, time: number): Point {
  return { x: from.x + (to.x - from.x) * time, y: from.y + (to.y - from.y) * time };
}

/** Rounds to the nearest integer; a half goes to the even neighbour, as in Python's `round` and in numpy. */
export function roundHalfEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  if (rest !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
}

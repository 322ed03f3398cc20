/** `kept` tokens over the frames, the rest spread evenly in time: exact in integers of any size. */
export function evenBudgetReference(frames: number, kept: number): number[] {
  const before = (t: number) => Number((BigInt(t) * BigInt(kept)) / BigInt(frames));
  return Array.from({ length: frames }, (_, t) => before(t + 1) - before(t));
}

/** Throws when a condition that our own code should guarantee does not hold; `message` says which one. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}

/** Returns `value`, or throws an error that names `what` is missing. For indexed access and map look-ups. */
export function must<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`Missing ${what}.`);
  return value;
}

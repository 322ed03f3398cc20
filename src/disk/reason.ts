/** "QuotaExceededError": what a disk refused for, as a browser calls it. */
export const reasonOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.name : String(thrown);

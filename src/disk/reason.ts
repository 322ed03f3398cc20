/** Returns the browser's name for why a disk operation failed, such as "QuotaExceededError". */
export const reasonOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.name : String(thrown);

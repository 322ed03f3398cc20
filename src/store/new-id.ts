/** Returns a whole number that nothing else is named by, in this visit or one that is brought back. */
export const newId = (): number => Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);

import type { Removal } from "./types.ts";

/** Returns a function that says whether a memory or a model of that id is not deleted. */
export const notRemoved =
  (removing: readonly Removal[], kind: Removal["kind"]) =>
  (id: string): boolean =>
    !removing.some((one) => one.kind === kind && one.id === id);

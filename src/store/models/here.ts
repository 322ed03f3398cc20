import { EMBEDDED_MODEL_ID } from "./loading.ts";
import type { StoredPhase } from "./types.ts";

/** Returns the models that are complete on this computer, the one in use first. */
export function modelsHere(stored: StoredPhase, inUse: string | null): string[] {
  const complete =
    stored.phase === "ready" ? stored.models.filter(({ isComplete }) => isComplete) : [];
  const ids = [EMBEDDED_MODEL_ID, ...complete.map(({ repo }) => repo)];
  return [...new Set(inUse === null ? ids : [inUse, ...ids])];
}

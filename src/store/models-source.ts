// A stored model as the engine takes it: its files, and which of its graphs to try, best first.

import type { ModelSource } from "../engine/api.ts";
import { findModel } from "../engine/models.ts";
import type { SessionContext } from "./context.ts";
import { storedPrecisions } from "./models-selectors.ts";

/**
 * `precisionId` comes first; the other versions that are stored stand behind it, to fall back to.
 * @throws AppError when the model is not whole.
 */
export async function storedSource(
  { env, get }: SessionContext,
  id: string,
  precisionId?: string,
): Promise<ModelSource> {
  const files = await env.weights.open(id);
  const entry = findModel(id);
  const stored = (await env.weights.list()).find(({ repo }) => repo === id) ?? null;
  const { engine } = get();
  const known = entry === null ? [] : storedPrecisions(entry, stored);
  const runs = known.filter(
    ({ needs }) =>
      engine.phase !== "ready" || engine.adapter.hasShaderF16 || needs.features.length === 0,
  );
  const precisions = [
    ...runs.filter((one) => one.id === precisionId),
    ...runs.filter((one) => one.id !== precisionId),
  ].map(({ id, suffixes }) => ({ id, suffixes }));
  return { kind: "files", id, files, ...(precisions.length > 0 && { precisions }) };
}

// Gives the engine a stored model: its files, and which of its graphs to try, best first.

import type { ModelSource } from "../../engine/api.ts";
import { findModel } from "../../engine/models.ts";
import type { SessionContext } from "../session/context.ts";
import { pathsOf, storedPrecisions } from "./selectors.ts";

/**
 * Returns the source. `precisionId` comes first; other complete precisions follow as fallbacks.
 * @throws AppError when the model is not complete.
 */
export async function storedSource(
  { env, get }: SessionContext,
  id: string,
  precisionId?: string,
): Promise<ModelSource> {
  const { weights } = env;
  const entry = findModel(id);
  const stored = (await weights.list()).find(({ repo }) => repo === id) ?? null;
  const { engine } = get();
  const known = entry === null ? [] : storedPrecisions(entry, stored);
  const runs = known.filter(
    ({ needs }) =>
      engine.phase !== "ready" || engine.adapter.hasShaderF16 || needs.features.length === 0,
  );
  if (entry === null || stored === null || runs.length === 0) {
    // None of our precisions: all files are given, of which the engine takes what it can run.
    return { kind: "files", id, files: await weights.open(id) };
  }
  const wanted = [
    ...runs.filter((one) => one.id === precisionId),
    ...runs.filter((one) => one.id !== precisionId),
  ];
  const paths = new Set(wanted.flatMap((precision) => pathsOf(entry, stored, precision)));
  return {
    kind: "files",
    id,
    files: await weights.open(id, [...paths]),
    precisions: wanted.map(({ id, suffixes }) => ({ id, suffixes })),
  };
}

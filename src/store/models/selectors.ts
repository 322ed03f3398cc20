// Questions about models that more than one component asks. Those that make a new object take the parts of the state
// they read, so that a component can memoise them.

import type { AdapterFacts, ModelInfo } from "../../engine/api.ts";
import {
  findModel,
  GRAPH_NAMES,
  graphPath,
  holdsPrecision,
  namesPrecision,
  type EntryPrecision,
  type Machine,
  type ModelEntry,
  type StoredModel,
} from "../../engine/models.ts";
import type { EnginePhase } from "../session/types.ts";
import type { State } from "../types.ts";
import type { DownloadState, StoredPhase } from "./types.ts";

/** Returns the name of a model for readers; a folder's own name for one that is not in the catalogue. */
export const modelName = (id: string): string => findModel(id)?.title ?? id;

/** The model that answers, even while it is unloaded; null without one. */
export const selectModelInfo = ({ model }: Pick<State, "model">): ModelInfo | null =>
  model.phase === "ready" || model.phase === "unloaded" ? model.info : null;

export const storedModel = (stored: StoredPhase, id: string): StoredModel | null =>
  stored.phase === "ready" ? (stored.models.find(({ repo }) => repo === id) ?? null) : null;

/** Whether a file is a graph of this precision, or data beside one. */
const isGraphOf = (precision: EntryPrecision, path: string): boolean =>
  GRAPH_NAMES.some((graph) => path.startsWith(graphPath(graph, precision)));

/** Returns the stored files that this precision needs: its graphs, and everything that is not a graph. */
export const pathsOf = (
  entry: ModelEntry,
  stored: StoredModel,
  precision: EntryPrecision,
): string[] => {
  const isOthers = (path: string) =>
    !isGraphOf(precision, path) && entry.precisions.some((one) => isGraphOf(one, path));
  return stored.files.map(({ path }) => path).filter((path) => !isOthers(path));
};

/** Returns the precisions of an entry that are complete on this disk, in the entry's order. */
export function storedPrecisions(
  entry: ModelEntry,
  stored: StoredModel | null,
): readonly EntryPrecision[] {
  if (stored === null) return [];
  const open = new Set(stored.files.flatMap(({ path, sha256 }) => (sha256 === "" ? [path] : [])));
  return entry.precisions.filter(
    (precision) =>
      holdsPrecision(stored, precision) &&
      pathsOf(entry, stored, precision).every((path) => !open.has(path)),
  );
}

/** Returns the precision whose download was begun and not completed, in this visit or an earlier one. */
export function begunPrecision(
  entry: ModelEntry,
  stored: StoredModel | null,
): EntryPrecision | null {
  if (stored === null || stored.isComplete) return null;
  const named = entry.precisions.filter((precision) => namesPrecision(stored, precision));
  const open = stored.files.filter(({ sha256 }) => sha256 === "").map(({ path }) => path);
  return named.find((precision) => hasAny(precision, open)) ?? named[0] ?? null;
}

const hasAny = (precision: EntryPrecision, paths: readonly string[]): boolean =>
  paths.some((path) => isGraphOf(precision, path));

/** Returns the precision that damaged files belong to; fetching it again repairs them. */
export const damagedPrecision = (
  entry: ModelEntry,
  stored: StoredModel,
  paths: readonly string[],
): EntryPrecision | null =>
  entry.precisions.find((precision) => hasAny(precision, paths)) ?? begunPrecision(entry, stored);

export const adapterOf = (engine: EnginePhase): AdapterFacts | null =>
  engine.phase === "ready" ? engine.adapter : null;

/** Returns the machine that `fitModel` compares an entry with. */
export function machineFor(
  adapter: AdapterFacts,
  stored: StoredPhase,
  deviceMemoryGb: number | undefined,
  id: string,
): Machine {
  const space = stored.phase === "ready" ? stored.space : null;
  return {
    hasShaderF16: adapter.hasShaderF16,
    limits: adapter.limits,
    quotaFreeBytes: space === null ? null : Math.max(0, space.quotaBytes - space.usageBytes),
    deviceMemoryGb,
    storedBytes: storedModel(stored, id)?.doneBytes ?? 0,
  };
}

/** The running download, of which there is at most one. */
export const selectRunningDownloadId = ({ models }: State): string | null =>
  Object.keys(models.downloads).find((id) => models.downloads[id]?.phase === "running") ?? null;

/** Returns the share of the download's bytes that are stored; 0 while the total is unknown. */
export function downloadShare(download: DownloadState): number {
  const { doneBytes, totalBytes } =
    download.phase === "running"
      ? (download.progress ?? { doneBytes: 0, totalBytes: 0 })
      : download;
  return totalBytes > 0 ? Math.min(1, doneBytes / totalBytes) : 0;
}

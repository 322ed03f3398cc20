import type { FileOrigin } from "../video/types.ts";
import type { RecentFile } from "./types.ts";

/** Returns which of the files that can be opened again `origin` is; null when it is none of them. */
export function recentOf(files: readonly RecentFile[], origin: FileOrigin): RecentFile | null {
  if (origin.kind !== "disk") return null;
  const { name, bytes, modifiedMs } = origin;
  const isIt = (one: RecentFile): boolean =>
    one.name === name && one.bytes === bytes && one.modifiedMs === modifiedMs;
  return files.find(isIt) ?? null;
}

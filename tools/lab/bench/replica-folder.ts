// A replica of real size on this disk, laid out as a hub's folder: ROOT/org/name/…; written once for the same sources.

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, fingerprint } from "../browser/cache.ts";
import type { ReplicaOptions } from "../../replica/options.ts";
import { replicaParts } from "../../replica/parts.ts";
import { writeParts } from "../../replica/write.ts";

export interface ReplicaFolder {
  /** The folder that the stand-in hub serves. */
  readonly root: string;
  readonly bytes: number;
  remove(): void;
}

const SOURCES = ["tools/replica", "src/model/precision.ts"];

/** Writes the replica unless it is there; `repo` is "org/name". */
export function replicaFolder(
  repo: string,
  options: ReplicaOptions,
  note: (text: string) => void,
): ReplicaFolder {
  const cache = cacheFolder("replicas");
  const { family, scale, dtype, seed = 1, external = "auto" } = options;
  const name = [family, scale, dtype, seed, external, fingerprint(SOURCES)].join("-");
  const root = join(cache, name);
  const isWhole = join(root, "whole");
  const parts = replicaParts(options);
  const bytes = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (existsSync(isWhole)) note(`The replica lies in ${root}`);
  else {
    // Removes what an interrupted run or older sources have left.
    for (const name of readdirSync(cache)) rmSync(join(cache, name), { recursive: true });
    note(`Writing a replica of ${(bytes / 1e6).toFixed(0)} MB to ${root} …`);
    mkdirSync(root, { recursive: true });
    writeParts(join(root, repo), parts, () => undefined);
    writeFileSync(isWhole, "");
  }
  return { root, bytes, remove: () => rmSync(root, { recursive: true, force: true }) };
}

// Where the tools keep what is costly to make again, and how they know that it is still current.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../../..");

/** Returns the folder node_modules/.cache/framewise-NAME, and makes it if necessary. */
export function cacheFolder(name: string): string {
  const wanted = join(ROOT, `node_modules/.cache/framewise-${name}`);
  try {
    mkdirSync(wanted, { recursive: true });
    return wanted;
  } catch {
    // In a checkout that another user owns, the temporary folder is used.
    const other = join(tmpdir(), `framewise-${name}-${process.getuid?.() ?? 0}`);
    mkdirSync(other, { recursive: true });
    return other;
  }
}

/** Returns 16 hex digits for the content of all files under `sources`, paths from the project's root. */
export function fingerprint(sources: readonly string[]): string {
  const hash = createHash("sha256");
  const add = (path: string): void => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return;
    if (stats.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(path).update("\0").update(readFileSync(path)).update("\0");
  };
  for (const source of sources) add(join(ROOT, source));
  return hash.digest("hex").slice(0, 16);
}

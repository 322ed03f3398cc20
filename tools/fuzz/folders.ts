// The model folders whose files are damaged: the embedded model, and the exports that the tests have.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isThere } from "../export/packed.ts";

export interface SeedFolder {
  /** From the repository's root. */
  readonly path: string;
  has(file: string): boolean;
}

const ROOT = join(import.meta.dirname, "../..");
const EXPORTS = "test/fixtures/exports";

let folders: SeedFolder[] | null = null;

/** Returns all folders with a config.json. */
export const seedFolders = (): readonly SeedFolder[] => (folders ??= findFolders());

function findFolders(): SeedFolder[] {
  const exported = readdirSync(join(ROOT, EXPORTS)).sort();
  return ["public/models/framewise-shapes", ...exported.map((name) => `${EXPORTS}/${name}`)]
    .map((path) => ({ path, has: (file: string) => isThere(join(ROOT, path, file)) }))
    .filter((folder) => folder.has("config.json"));
}

// What a model's folder holds, as one number.

import { createHash } from "node:crypto";
import { createReadStream, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { pipeline } from "node:stream/promises";
import { modelDigestOf } from "../../../../src/evaluation/digest.ts";
import { ROOT } from "../../browser/cache.ts";
import type { ChosenModel } from "../../cli/model.ts";

/** Returns the digest of all files of a model's folder. */
export async function modelDigest({
  id,
  folder = join(ROOT, "public/models", id),
}: ChosenModel): Promise<string> {
  const files = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const hash = createHash("sha256");
    await pipeline(createReadStream(path), hash);
    files.push({ path: relative(folder, path).replaceAll("\\", "/"), sha256: hash.digest("hex") });
  }
  return modelDigestOf(files);
}

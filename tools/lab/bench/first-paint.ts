// The bytes of script and style that the page needs for its first paint, gzipped, from the build's manifest.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Manifest } from "vite";
import { ROOT } from "../browser/cache.ts";

export interface FirstPaint {
  readonly scriptBytes: number;
  readonly styleBytes: number;
  readonly files: readonly string[];
}

/**
 * Weighs the entries of the built page, their static imports, and the styles of both. Whoever has built the page already names its
 * folder in `FRAMEWISE_BUILT`; else it is built in a folder of its own.
 */
export async function weighFirstPaint(): Promise<FirstPaint> {
  const built = process.env["FRAMEWISE_BUILT"];
  if (built !== undefined) return weighed(join(ROOT, built));
  const outDir = mkdtempSync(join(tmpdir(), "framewise-paint-"));
  try {
    const { build } = await import("vite");
    await build({
      root: ROOT,
      logLevel: "error",
      build: { outDir, emptyOutDir: true, copyPublicDir: false },
    });
    return weighed(outDir);
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

function weighed(folder: string): FirstPaint {
  const manifest = JSON.parse(readFileSync(`${folder}/.vite/manifest.json`, "utf8")) as Manifest;
  const { scripts, styles } = staticFiles(manifest);
  const weigh = (files: readonly string[]): number =>
    files.reduce((sum, file) => sum + gzipSync(readFileSync(`${folder}/${file}`)).length, 0);
  return {
    scriptBytes: weigh(scripts),
    styleBytes: weigh(styles),
    files: [...scripts, ...styles],
  };
}

/** Returns the files that load before anything is drawn: the entries, their static imports, and the styles of both. */
export function staticFiles(manifest: Manifest): { scripts: string[]; styles: string[] } {
  const scripts = new Set<string>();
  const styles = new Set<string>();
  const visit = (key: string): void => {
    const chunk = manifest[key];
    if (chunk === undefined || scripts.has(chunk.file)) return;
    scripts.add(chunk.file);
    for (const style of chunk.css ?? []) styles.add(style);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry === true) visit(key);
  return { scripts: [...scripts], styles: [...styles] };
}

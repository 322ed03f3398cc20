// Builds the lab's page (the engine and the calls of page/) into a cache folder, once per state of the sources.

import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Everything that the page is built from. */
const SOURCES = [
  "src",
  "shaders",
  "tools/lab/page",
  "tools/world",
  "test/reference",
  "package-lock.json",
];

/** Folder of the built page. */
export async function buildPage(note: (text: string) => void): Promise<string> {
  const cache = cacheFolder();
  const folder = join(cache, fingerprint());
  if (existsSync(join(folder, "index.html"))) return folder;
  note("Building the engine for the lab …");
  const { build } = await import("vite");
  const draft = `${folder}.${process.pid}`;
  await build({
    root: join(ROOT, "tools/lab/page"),
    configFile: false,
    publicDir: false,
    base: "./",
    logLevel: "error",
    worker: { format: "es" },
    build: {
      outDir: draft,
      emptyOutDir: true,
      target: "chrome137",
      minify: false,
      reportCompressedSize: false,
    },
  });
  // Two labs may build at once: the first to arrive stays.
  if (existsSync(folder)) rmSync(draft, { recursive: true });
  else renameSync(draft, folder);
  removeOlder(cache, folder);
  return folder;
}

function cacheFolder(): string {
  const wanted = join(ROOT, "node_modules/.cache/framewise-lab");
  try {
    mkdirSync(wanted, { recursive: true });
    return wanted;
  } catch {
    // A checkout that another user owns: the temporary folder will do.
    const other = join(tmpdir(), `framewise-lab-${process.getuid?.() ?? 0}`);
    mkdirSync(other, { recursive: true });
    return other;
  }
}

function fingerprint(): string {
  const hash = createHash("sha256");
  const add = (path: string): void => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return;
    if (stats.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(path).update("\0").update(readFileSync(path)).update("\0");
  };
  for (const source of SOURCES) add(join(ROOT, source));
  return hash.digest("hex").slice(0, 16);
}

const DAY_MS = 86_400_000;

/** Builds of earlier states; those of today may still be in use. */
function removeOlder(cache: string, kept: string): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (path === kept || Date.now() - statSync(path).mtimeMs < DAY_MS) continue;
    rmSync(path, { recursive: true, force: true });
  }
}

// Builds the lab's page (the engine and the calls of page/) into a cache folder, once for each state of the sources.

import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { translatedShaders } from "../../dev/translated-shaders.ts";
import { cacheFolder, fingerprint, ROOT } from "./cache.ts";

/** Everything that the page is built from. */
const SOURCES = [
  "src",
  "shaders",
  "tools/dev/translated-shaders.ts",
  "tools/lab/page",
  "tools/wgsl",
  "tools/world",
  "tools/replica/weights/values.ts",
  "test/reference",
  "package-lock.json",
];

let underWay: Promise<string> | null = null;

/** Returns the folder of the built page. Browsers that are opened in parallel wait for one build. */
export function buildPage(note: (text: string) => void): Promise<string> {
  underWay ??= build(note).finally(() => (underWay = null));
  return underWay;
}

async function build(note: (text: string) => void): Promise<string> {
  const cache = cacheFolder("lab");
  const folder = join(cache, fingerprint(SOURCES));
  if (existsSync(join(folder, "index.html"))) return folder;
  note("Building the engine for the lab …");
  const vite = await import("vite");
  const draft = `${folder}.${process.pid}`;
  await vite.build({
    root: join(ROOT, "tools/lab/page"),
    configFile: false,
    publicDir: false,
    base: "./",
    logLevel: "error",
    plugins: [translatedShaders()],
    worker: { format: "es", plugins: () => [translatedShaders()] },
    build: {
      outDir: draft,
      emptyOutDir: true,
      target: "chrome137",
      minify: false,
      reportCompressedSize: false,
    },
  });
  // Two labs may build at once; the first to finish stays.
  if (existsSync(folder)) rmSync(draft, { recursive: true });
  else renameSync(draft, folder);
  removeOlder(cache, folder);
  return folder;
}

const DAY_MS = 86_400_000;

/** Removes builds of earlier states, except those of today, which may be in use. */
function removeOlder(cache: string, kept: string): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (path === kept || Date.now() - statSync(path).mtimeMs < DAY_MS) continue;
    rmSync(path, { recursive: true, force: true });
  }
}

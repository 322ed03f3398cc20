// Builds the lab's page (the engine and the calls of page/) and its engine for Node into cache folders, once for each state of the
// sources.

import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { InlineConfig } from "vite";
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
  underWay ??= buildOnce("lab", SOURCES, "index.html", note, {
    root: join(ROOT, "tools/lab/page"),
    base: "./",
    worker: { format: "es", plugins: () => [translatedShaders()] },
    build: { target: "chrome137" },
  }).finally(() => (underWay = null));
  return underWay;
}

/** Returns the folder of "engine.js", the engine for Node. */
export function buildNodeEngine(note: (text: string) => void): Promise<string> {
  const runtime = join(ROOT, "tools/lab/node/runtime.ts");
  return buildOnce("lab-node", [...SOURCES, "tools/lab/node"], "engine.js", note, {
    root: ROOT,
    resolve: { alias: { "onnxruntime-web/webgpu": runtime, "onnxruntime-web/jspi": runtime } },
    build: { target: "node20", ssr: join(ROOT, "tools/lab/node/engine.ts") },
  });
}

/** Builds into a cache folder, unless its `entry` is there for this state of the sources. */
async function buildOnce(
  name: string,
  sources: readonly string[],
  entry: string,
  note: (text: string) => void,
  config: InlineConfig,
): Promise<string> {
  const cache = cacheFolder(name);
  const folder = join(cache, fingerprint(sources));
  if (existsSync(join(folder, entry))) return folder;
  note("Building the engine for the lab …");
  const vite = await import("vite");
  const draft = `${folder}.${process.pid}`;
  await vite.build({
    ...config,
    configFile: false,
    publicDir: false,
    logLevel: "error",
    plugins: [translatedShaders()],
    build: {
      ...config.build,
      outDir: draft,
      emptyOutDir: true,
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

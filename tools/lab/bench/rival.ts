// Transformers.js of one exact version on this disk, for the bench that compares with it.
//
// It is no dependency of the project: its package asks for onnxruntime-node and sharp, 400 MB of binaries that a browser
// has no use for, and `npm ci` has to stay small and work without them. What the browser needs is one file of the
// library's package, which holds everything, and two of the runtime's that it names.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../../../src/base/errors.ts";
import { cacheFolder } from "../browser/cache.ts";

export const RIVAL_VERSION = "4.3.2";

const LIBRARY = "@huggingface/transformers";
const RUNTIME = "onnxruntime-web";
const LIBRARY_FILE = "transformers.min.js";
const RUNTIME_FILES = [
  "ort-wasm-simd-threaded.asyncify.mjs",
  "ort-wasm-simd-threaded.asyncify.wasm",
] as const;

/** Whether the library lies on this disk, so that no network is needed. */
export const hasRival = (): boolean => existsSync(join(cacheFolder("rival"), RIVAL_VERSION));

/**
 * Returns the folder with the library's file and its runtime's, fetched from npm's registry once.
 * @throws AppError `rival-missing` when npm cannot fetch them.
 */
export function rivalFolder(note: (text: string) => void): string {
  const cache = cacheFolder("rival");
  const folder = join(cache, RIVAL_VERSION);
  if (existsSync(folder)) return folder;
  note(`Fetching ${LIBRARY} ${RIVAL_VERSION} …`);
  const draft = mkdtempSync(join(cache, "draft-"));
  try {
    const library = unpack(`${LIBRARY}@${RIVAL_VERSION}`, draft);
    const { dependencies } = JSON.parse(readFileSync(join(library, "package.json"), "utf8")) as {
      dependencies: Readonly<Record<string, string>>;
    };
    const runtime = unpack(`${RUNTIME}@${dependencies[RUNTIME]}`, draft);
    const files = mkdtempSync(join(cache, "files-"));
    copyFileSync(join(library, "dist", LIBRARY_FILE), join(files, LIBRARY_FILE));
    for (const file of RUNTIME_FILES) copyFileSync(join(runtime, "dist", file), join(files, file));
    renameSync(files, folder);
    return folder;
  } catch (cause) {
    throw new AppError(
      "rival-missing",
      `${LIBRARY} ${RIVAL_VERSION} could not be fetched from npm's registry.`,
      "Connect this machine once; after that the bench needs no network.",
      { cause },
    );
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Unpacks a package into a folder of its own under `parent`. npm checks its hash; none of its scripts run. */
function unpack(spec: string, parent: string): string {
  const folder = mkdtempSync(join(parent, "package-"));
  const printed = execFileSync("npm", ["pack", spec, "--json", "--ignore-scripts"], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    shell: process.platform === "win32",
  });
  const [packed] = JSON.parse(printed) as { filename: string }[];
  // Since npm 9 this is the file's name; older versions print the package's, with its slash.
  const name = (packed?.filename ?? "").replace("@", "").replace("/", "-");
  execFileSync("tar", ["-xzf", name], { cwd: folder });
  return join(folder, "package");
}

// Gives the service worker the list of files that it keeps: the bundler's, the embedded model's, and the samples.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import type { OfflineFiles } from "../../src/offline/offline-files.ts";

const PLACE = "__OFFLINE_FILES__";

/** The folders of public/ that are kept from the first visit on. */
const FOLDERS = ["models/", "samples/"];

export function offlineFiles(): Plugin {
  let publicDir = "";
  return {
    name: "framewise-offline-files",
    apply: "build",
    configResolved(config) {
      ({ publicDir } = config);
    },
    generateBundle(_options, bundle) {
      const worker = bundle["service-worker.js"];
      if (worker?.type !== "chunk") return;
      // Browsers take it as a plain script, which imports nothing.
      const [other] = worker.imports;
      if (other !== undefined) this.error(`service-worker.js imports ${other}.`);
      const hash = createHash("sha256");
      const built = Object.keys(bundle).filter(
        (name) => name !== worker.fileName && name !== "index.html" && !name.endsWith(".map"),
      );
      const ours = FOLDERS.flatMap((path) => filesUnder(publicDir, path));
      for (const name of built.toSorted()) hash.update(name); // names contain a hash
      for (const name of ours) hash.update(name).update(readFileSync(join(publicDir, name)));
      const isRuntime = (name: string): boolean => name.includes("ort-wasm");
      const isSoftware = (name: string): boolean => name.includes("software-adapter");
      const runtime = (build: string): string[] =>
        built.filter((name) => isRuntime(name) && name.includes(build));
      const list: OfflineFiles = {
        version: hash.digest("hex").slice(0, 12),
        files: [...built.filter((name) => !isRuntime(name) && !isSoftware(name)), ...ours],
        folders: FOLDERS,
        software: built.filter(isSoftware),
        runtimes: { jspi: runtime("jspi"), asyncify: runtime("asyncify") },
      };
      if (!worker.code.includes(PLACE)) this.error(`service-worker.js does not name ${PLACE}.`);
      worker.code = worker.code.replace(PLACE, JSON.stringify(list));
    },
  };
}

function filesUnder(root: string, path: string): string[] {
  return readdirSync(join(root, path), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
}

// Writes beside the built page which packages are in it, with their licences, for the page to show.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import type { BundledPackage } from "../../src/app/values/licences.ts";

/** The file's name beside the page. */
const FILE = "licences.json";
/** A module's folder of packages, and its package. */
const PACKAGE = /^(.*[\\/]node_modules)[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/;

/** The plugin of the page, and that of its workers, which the bundler builds first and alone. */
export function licences(): { readonly page: Plugin; readonly worker: () => Plugin } {
  const folders = new Set<string>();
  const collect: Plugin["generateBundle"] = (_options, bundle) => {
    for (const file of Object.values(bundle)) {
      if (file.type !== "chunk") continue;
      for (const id of file.moduleIds) {
        const [, root, name] = PACKAGE.exec(id) ?? [];
        if (root !== undefined && name !== undefined) folders.add(join(root, name));
      }
    }
  };
  return {
    worker: () => ({ name: "framewise-worker-licences", apply: "build", generateBundle: collect }),
    page: {
      name: "framewise-licences",
      apply: "build",
      generateBundle(options, bundle, isWrite) {
        if (typeof collect === "function") void collect.call(this, options, bundle, isWrite);
        const packages = [...folders].map(readPackage).sort((a, b) => (a.name < b.name ? -1 : 1));
        this.emitFile({ type: "asset", fileName: FILE, source: JSON.stringify(packages) });
      },
    },
  };
}

interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name?: string };
}

/** Reads a package's name, version and licence. @throws Error for one that names none, or brings no text of another than MIT's. */
export function readPackage(folder: string): BundledPackage {
  const file = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageFile;
  const { name, version, license: licence } = file;
  const text = textIn(folder) ?? (licence === "MIT" ? mitText(file) : null);
  if (licence === undefined || text === null) {
    throw new Error(
      `${name} in ${folder} does not bring its licence: find it before it is bundled.`,
    );
  }
  return { name, version, licence, text };
}

function textIn(folder: string): string | null {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.|-|$)/i.test(name));
  return file === undefined ? null : readFileSync(join(folder, file), "utf8").trim();
}

/** The text of packages that say only that they are under it. */
function mitText({ name, author = `the authors of ${name}` }: PackageFile): string {
  const holder = typeof author === "string" ? author : (author.name ?? `the authors of ${name}`);
  const text = readFileSync(join(import.meta.dirname, "mit.txt"), "utf8").trim();
  return `MIT License\n\nCopyright (c) ${holder}\n\n${text}`;
}

// Makes `shaders/x.wgsl?translated` a module: the shader as JavaScript, for browsers without WebGPU. It happens when the page
// is built, because the page's policy forbids to make code from text.

import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Plugin } from "vite";
import { joinShader } from "../../src/gpu/join-shader.ts";
import { digestOf } from "../../src/gpu/software/digest.ts";
import { translate } from "../wgsl/translate.ts";

const QUERY = "?translated";

export function translatedShaders(): Plugin {
  return {
    name: "framewise-translated-shaders",
    enforce: "pre",
    load(id) {
      if (!id.endsWith(`.wgsl${QUERY}`)) return null;
      const path = id.slice(0, -QUERY.length);
      const folder = join(dirname(path), "snippets");
      const files = readdirSync(folder).map((name) => join(folder, name));
      for (const file of [path, ...files]) this.addWatchFile(file);
      const snippets = new Map(files.map((file) => [basename(file, ".wgsl"), textOf(file)]));
      return { code: moduleOf(path, joinShader(path, textOf(path), "f32", snippets)), map: null };
    },
  };
}

const textOf = (path: string): string => readFileSync(path, "utf8");

/** @throws Error that names the file and its line; the prelude stands before the file's first. */
function moduleOf(path: string, text: string): string {
  try {
    return `export default { digest: "${digestOf(text)}", create: ${translate(text)} };\n`;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${path}, one line before ${reason}`, { cause });
  }
}

// Puts together the text of a shader: the prelude, the file, and the snippets that the file names in a line "// uses:
// item, tiles". Snippets come after the file, so that line numbers in compiler messages are the file's own.

import attention from "../../shaders/snippets/attention.wgsl?raw";
import codes from "../../shaders/snippets/codes.wgsl?raw";
import cover from "../../shaders/snippets/cover.wgsl?raw";
import dycoke from "../../shaders/snippets/dycoke.wgsl?raw";
import finite from "../../shaders/snippets/finite.wgsl?raw";
import item from "../../shaders/snippets/item.wgsl?raw";
import likeness from "../../shaders/snippets/likeness.wgsl?raw";
import pcg from "../../shaders/snippets/pcg.wgsl?raw";
import tiles from "../../shaders/snippets/tiles.wgsl?raw";
import { invariant } from "../base/assert.ts";

/** The type `Real` in the shader: the dtype of the tensors it reads and writes. Sums are always f32. */
export type Real = "f32" | "f16";

const PRELUDE: Readonly<Record<Real, string>> = {
  f32: "alias Real = f32; override LANES: u32;\n",
  f16: "enable f16; alias Real = f16; override LANES: u32;\n",
};

/** The number of lines before the file's own. */
export const PRELUDE_LINES = 1;

const SNIPPETS: ReadonlyMap<string, string> = new Map([
  ["attention", attention],
  ["codes", codes],
  ["cover", cover],
  ["dycoke", dycoke],
  ["finite", finite],
  ["item", item],
  ["likeness", likeness],
  ["pcg", pcg],
  ["tiles", tiles],
]);

/**
 * Returns the whole text of a shader.
 * @throws Error for an unknown snippet.
 */
export function shaderCode(label: string, wgsl: string, real: Real): string {
  const names = /^\/\/ uses: (.+)$/m.exec(wgsl)?.[1]?.split(", ") ?? [];
  const snippets = names.map((name) => {
    const snippet = SNIPPETS.get(name);
    const known = [...SNIPPETS.keys()].join(", ");
    invariant(
      snippet !== undefined,
      `${label} uses the snippet "${name}"; shaders/snippets has ${known}`,
    );
    return snippet;
  });
  return PRELUDE[real] + [wgsl, ...snippets].join("\n");
}

// The text of a shader as it is compiled: the prelude, the file, and the snippets that it names in a line
// "// uses: item, tiles". Snippets stand behind the file, so that messages of the compiler count its lines as they are.

import item from "../../shaders/snippets/item.wgsl?raw";
import tiles from "../../shaders/snippets/tiles.wgsl?raw";
import { invariant } from "../base/assert.ts";

/** What `Real` is in the shader: the dtype of the tensors it reads and writes. Sums are f32 always. */
export type Real = "f32" | "f16";

const PRELUDE: Readonly<Record<Real, string>> = {
  f32: "alias Real = f32; override LANES: u32;\n",
  f16: "enable f16; alias Real = f16; override LANES: u32;\n",
};

/** Lines before the file's own. */
export const PRELUDE_LINES = 1;

const SNIPPETS: ReadonlyMap<string, string> = new Map([
  ["item", item],
  ["tiles", tiles],
]);

/** @throws Error for a snippet that there is none of. */
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

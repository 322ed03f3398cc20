// Puts together the text of a shader: the prelude, the file, and the snippets that the file names in a line "// uses:
// item, tiles". Snippets come after the file, so that line numbers in compiler messages are the file's own.

import { invariant } from "../base/assert.ts";

/** The type `Real` in the shader: the dtype of the tensors it reads and writes. Sums are always f32. */
export type Real = "f32" | "f16";

const PRELUDE: Readonly<Record<Real, string>> = {
  f32: "alias Real = f32; override LANES: u32;\n",
  f16: "enable f16; alias Real = f16; override LANES: u32;\n",
};

/** The number of lines before the file's own. */
export const PRELUDE_LINES = 1;

/**
 * Returns the whole text of a shader.
 * @throws Error for an unknown snippet.
 */
export function joinShader(
  label: string,
  wgsl: string,
  real: Real,
  known: ReadonlyMap<string, string>,
): string {
  const names = /^\/\/ uses: (.+)$/m.exec(wgsl)?.[1]?.split(", ") ?? [];
  const snippets = names.map((name) => {
    const snippet = known.get(name);
    invariant(
      snippet !== undefined,
      `${label} uses the snippet "${name}"; shaders/snippets has ${[...known.keys()].join(", ")}`,
    );
    return snippet;
  });
  return PRELUDE[real] + [wgsl, ...snippets].join("\n");
}

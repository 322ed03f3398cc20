// Puts together the text of a shader: the prelude, the file, and the snippets that the file names in a line "// uses:
// item, tiles". Snippets come after the file, so that line numbers in compiler messages are the file's own.

import { invariant } from "../base/assert.ts";

/** The type `Real` in the shader: the dtype of the tensors it reads and writes. Sums are always f32. */
export type Real = "f32" | "f16";

/** The forms of some snippets for devices with subgroups, by the snippet's name. */
export type Forms = ReadonlyMap<string, string>;

/** One line, whatever it enables. */
const prelude = (real: Real, hasSubgroups: boolean): string =>
  [
    ...(real === "f16" ? ["enable f16;"] : []),
    ...(hasSubgroups ? ["enable subgroups;"] : []),
    `alias Real = ${real};`,
    "override LANES: u32;\n",
  ].join(" ");

/** The number of lines before the file's own. */
export const PRELUDE_LINES = 1;

/**
 * Returns the whole text of a shader. A snippet that has a form for subgroups is taken in that form; without `forms` none is.
 * @throws Error for an unknown snippet.
 */
export function joinShader(
  label: string,
  wgsl: string,
  real: Real,
  known: ReadonlyMap<string, string>,
  forms: Forms = new Map(),
): string {
  const names = /^\/\/ uses: (.+)$/m.exec(wgsl)?.[1]?.split(", ") ?? [];
  const snippets = names.map((name) => {
    const snippet = forms.get(name) ?? known.get(name);
    invariant(
      snippet !== undefined,
      `${label} uses the snippet "${name}"; shaders/snippets has ${[...known.keys()].join(", ")}`,
    );
    return snippet;
  });
  const hasSubgroups = names.some((name) => forms.has(name));
  return prelude(real, hasSubgroups) + [wgsl, ...snippets].join("\n");
}

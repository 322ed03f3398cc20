// The translated shaders, by the digests of their texts. tools/dev/translated-shaders.ts makes these modules.

import type { TranslatedShader } from "./program.ts";

const MODULES = import.meta.glob<TranslatedShader>("../../../shaders/*.wgsl", {
  query: "?translated",
  import: "default",
  eager: true,
});

export const PROGRAMS: ReadonlyMap<string, TranslatedShader> = new Map(
  Object.values(MODULES).map((shader) => [shader.digest, shader]),
);

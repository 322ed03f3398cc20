// All works in the pipeline's order: together they start every kernel of the project.

import { COMPRESSION_WORKS } from "./compression.ts";
import { FRAME_WORKS } from "./frames.ts";
import { LANGUAGE_WORKS } from "./language.ts";
import { MEMORY_WORKS } from "./memory.ts";
import type { Work } from "./work.ts";

export const WORKS: readonly Work[] = [
  ...FRAME_WORKS,
  ...COMPRESSION_WORKS,
  ...LANGUAGE_WORKS,
  ...MEMORY_WORKS,
];

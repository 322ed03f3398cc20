import type { Kind } from "./kind.ts";
import { ANSWERS } from "./kinds/answers.ts";
import { BENCHMARK } from "./kinds/benchmark.ts";
import { CONFIG } from "./kinds/config.ts";
import { MATROSKA, MP4 } from "./kinds/containers.ts";
import { FAULTY } from "./kinds/faulty.ts";
import { MEMORY } from "./kinds/memory.ts";
import { MEMORY_FILE } from "./kinds/memory-file.ts";
import { ONNX } from "./kinds/onnx.ts";
import { SAFETENSORS } from "./kinds/safetensors.ts";
import { SUBTITLES } from "./kinds/subtitles.ts";
import { TEMPLATE } from "./kinds/template.ts";
import { TOKENIZER } from "./kinds/tokenizer.ts";

/** All kinds of files that are fuzzed. */
export const KINDS: readonly Kind[] = [
  MP4,
  MATROSKA,
  CONFIG,
  TOKENIZER,
  TEMPLATE,
  SAFETENSORS,
  ONNX,
  MEMORY,
  MEMORY_FILE,
  SUBTITLES,
  BENCHMARK,
  ANSWERS,
];

/** Returns the kind of a name, among them that by which the fuzzer is tested. */
export const kindOf = (name: string): Kind | undefined =>
  [...KINDS, FAULTY].find((kind) => kind.name === name);

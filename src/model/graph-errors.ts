// Explains in a sentence what went wrong in the runtime: its own words, the GPU's, and what this GPU allows.

import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import { failureWords, type GpuFailure } from "../gpu/errors.ts";

/** The words by which the runtime and the GPU say that something was too large. */
const MEMORY_WORDS =
  /out of memory|bad_alloc|failed to allocate|allocation fail|array buffer allocation|max(imum)? ?(storage ?)?buffer ?(binding ?)?size|external Instance reference no longer exists/i;

/** Whether half of the work might succeed. */
export const isOfMemory = ({ kind, message }: GpuFailure): boolean =>
  kind === "memory" || MEMORY_WORDS.test(message);

export const isMemoryError = (thrown: unknown): boolean =>
  thrown instanceof AppError && thrown.code === "graph-memory";

/** Makes the error of a run. `failures` are the GPU's since it began; `cause` is missing when only the GPU failed. */
export function runError(
  gpu: Gpu,
  graph: string,
  failures: readonly GpuFailure[],
  cause?: unknown,
): AppError {
  const said = failureWords(failures, gpu.device.limits);
  if (failures.some(isOfMemory) || MEMORY_WORDS.test(wordsOf(cause))) {
    return new AppError(
      "graph-memory",
      `The graph ${graph} wants more memory than this GPU gives: ${wordsOf(cause)}${said}`,
      "Close other pages that use the GPU, look at fewer frames or at a lower retention, or choose a smaller model.",
      { cause },
    );
  }
  return new AppError(
    "graph-run",
    `The graph ${graph} failed: ${wordsOf(cause)}${said}`,
    "Load the model again; if it stays, its files do not fit this version.",
    { cause },
  );
}

export const createError = (
  gpu: Gpu,
  graph: string,
  failures: readonly GpuFailure[],
  cause: unknown,
): AppError =>
  new AppError(
    "graph-create",
    `The graph ${graph} could not be opened: ${wordsOf(cause)}${failureWords(failures, gpu.device.limits)}`,
    "The file may be damaged or use operators this version does not know; fetch the model again.",
    { cause },
  );

function wordsOf(cause: unknown): string {
  const words = cause instanceof Error ? cause.message : String(cause);
  return cause === undefined ? "it ran, and its result is void." : words;
}

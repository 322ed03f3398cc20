import type { PatchGrid } from "../../src/kernels/patch-sources.ts";
import { patchValuesReference } from "./patch-sources.ts";

/** `last` with the pixels of each patch's source in the last step. */
export function keepPatchesReference(
  shape: PatchGrid & { readonly steps: number },
  { pixels, last }: Record<"pixels" | "last", Float32Array>,
  sources: readonly number[],
  height: number,
  width: number,
): number[] {
  const kept = Array.from(last);
  const patches = patchValuesReference(shape, height, width);
  patches.forEach((places, p) => {
    const source = sources[(shape.steps - 1) * patches.length + p]!;
    if (source === 0) return;
    for (const at of places) kept[at] = pixels[(source - 1) * last.length + at]!;
  });
  return kept;
}

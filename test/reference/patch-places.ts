import type { PatchPlacesShape } from "../../src/kernels/patch-places.ts";

/** What the kernel writes, by looking for each patch's row in the list of picks. */
export function patchPlacesReference(
  { first, steps, patches, count }: PatchPlacesShape,
  sources: readonly number[],
  slots: readonly number[],
): { picks: number[]; places: number[]; later: number[] } {
  const run = Array.from({ length: steps }, (_, step) => first + step);
  const all = Array.from({ length: patches }, (_, p) => p);
  const picks = run.flatMap((t) => {
    const mine = slots.slice(t * patches, (t + 1) * patches);
    return Array.from({ length: count }, (_, slot) => t * patches + mine.indexOf(slot));
  });
  const heldOf = (t: number, p: number): number => {
    const source = sources[t * patches + p]! - 1;
    return source < first ? p : patches + picks.indexOf(source * patches + p);
  };
  const places = run.flatMap((t) =>
    all.map((p) => {
      const row = picks.indexOf(t * patches + p);
      return row >= 0 ? patches + row : heldOf(t, p);
    }),
  );
  return { picks, places, later: all.map((p) => heldOf(first + steps - 1, p)) };
}

// Encodes the patches of chosen tokens alone: the others are left out of the layers, and what stands in their place is zeros.

import type { Encoded, Patches, TowerParts } from "../model/tower-parts.ts";
import type { ChosenTokens } from "./choose-tokens.ts";

/**
 * Returns what the layers give for the patches of `chosen`, in the shape of all, and how many of them were run: as many of each
 * step as the step with the most has. The caller destroys the result, or gives it to the head.
 */
export async function encodeChosen(
  begun: Patches,
  { patches: wanted }: ChosenTokens,
  steps: number,
  layers: TowerParts["layers"],
): Promise<{ readonly result: Pick<Encoded, "encoded" | "destroy">; readonly encoded: number }> {
  const { picked, places, count } = tablesOf(wanted, steps);
  const total = steps * count;
  const seen = Int32Array.from({ length: total }, (_, row) => 1 + row); // behind one row of zeros
  const ofSteps = begun.patches.dims.length === 3 ? [steps] : [];
  const { held, ...result } = await layers(begun, {
    held: null,
    picked: { rows: picked, dims: [...ofSteps, count] },
    seen: { rows: seen, dims: [steps, count] },
    spread: { rows: places, dims: begun.patches.dims.slice(0, -1) },
    hold: { rows: Int32Array.of(0), dims: [1] },
  });
  held.destroy();
  return { result, encoded: total };
}

/** The patches to run, equally many of each step, and for every patch its row behind one of zeros. */
export function tablesOf(
  wanted: Uint32Array,
  steps: number,
): {
  readonly picked: Int32Array<ArrayBuffer>;
  readonly places: Int32Array<ArrayBuffer>;
  readonly count: number;
} {
  const perStep = wanted.length / steps;
  const lists = Array.from({ length: steps }, (_, step) => {
    const all = Array.from({ length: perStep }, (_, p) => step * perStep + p);
    const mine = all.filter((patch) => wanted[patch] === 1);
    return { mine, others: all.filter((patch) => wanted[patch] !== 1) };
  });
  const count = Math.max(...lists.map(({ mine }) => mine.length));
  const picked = lists.flatMap(({ mine, others }) =>
    [...mine, ...others].slice(0, count).toSorted((a, b) => a - b),
  );
  const places = new Int32Array(wanted.length);
  for (const [row, patch] of picked.entries()) places[patch] = 1 + row;
  return { picked: Int32Array.from(picked), places, count };
}

// Encodes the patches of chosen tokens alone: the others are left out of the layers, and what stands in their place is zeros.

import { must } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, reshape, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import type { Patches, TowerParts } from "../model/tower.ts";
import type { ChosenTokens } from "./choose-tokens.ts";
import { pickRows, pickTurns } from "./pick-rows.ts";

/**
 * Returns what the layers give for the patches of `chosen`, in the shape of all, and how many of them were run: as many of each
 * step as the step with the most has. The caller destroys the result.
 */
export async function encodeChosen(
  gpu: Gpu,
  { patches, turns }: Patches,
  { patches: wanted }: ChosenTokens,
  steps: number,
  layers: TowerParts["layers"],
): Promise<{ readonly result: Tensor; readonly encoded: number }> {
  const { picks, places, count } = tablesOf(wanted, steps);
  const width = must(patches.dims.at(-1), "width of patches");
  const total = steps * count;
  const seen = Int32Array.from({ length: total }, (_, row) => 1 + row); // behind one row of zeros
  const tables = {
    picks: tensorFrom(gpu, picks, [total], "vision/chosen-picks"),
    places: tensorFrom(gpu, places, [wanted.length], "vision/chosen-places"),
    seen: tensorFrom(gpu, seen, [steps, count], "vision/chosen-seen"),
    hold: tensorFrom(gpu, Int32Array.of(0), [1], "vision/chosen-hold"),
    store: createTensor(gpu, [1 + total, width], "float32", "vision/chosen-rows"),
  };
  const made: Tensor[] = Object.values(tables);
  try {
    const picked = await pickRows(gpu, patches, tables.picks, total, "chosen");
    made.push(picked);
    const turned = turns && (await pickTurns(gpu, turns, tables.picks, total));
    if (turned !== null) made.push(turned);
    const dims = [...(patches.dims.length === 3 ? [steps] : []), count, width];
    const given = { patches: reshape(picked, dims), turns: turned };
    const { encoded, held } = await layers(given, { held: null, ...tables });
    held.destroy();
    made.push(encoded);
    const recorder = createRecorder(gpu, "vision/chosen");
    recorder.copy(encoded, tables.store, { toElement: width });
    recorder.submit();
    const rows = elementCount(patches.dims) / width;
    const result = await pickRows(gpu, tables.store, tables.places, rows, "encoded-chosen");
    return { result: reshape(result, patches.dims), encoded: total };
  } finally {
    for (const tensor of made) tensor.destroy();
  }
}

/** The patches to run, equally many of each step, and for every patch its row behind one of zeros. */
export function tablesOf(
  wanted: Uint32Array,
  steps: number,
): {
  readonly picks: Uint32Array<ArrayBuffer>;
  readonly places: Uint32Array<ArrayBuffer>;
  readonly count: number;
} {
  const perStep = wanted.length / steps;
  const lists = Array.from({ length: steps }, (_, step) => {
    const all = Array.from({ length: perStep }, (_, p) => step * perStep + p);
    const mine = all.filter((patch) => wanted[patch] === 1);
    return { mine, others: all.filter((patch) => wanted[patch] !== 1) };
  });
  const count = Math.max(...lists.map(({ mine }) => mine.length));
  const picks = lists.flatMap(({ mine, others }) =>
    [...mine, ...others].slice(0, count).toSorted((a, b) => a - b),
  );
  const places = new Uint32Array(wanted.length);
  for (const [row, patch] of picks.entries()) places[patch] = 1 + row;
  return { picks: Uint32Array.from(picks), places, count };
}

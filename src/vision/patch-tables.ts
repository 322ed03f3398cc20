// The tables of a run: which patches it takes, and where each step finds every patch, among held rows or the run's own. Pure.

import type { PatchRun } from "./patch-runs.ts";

export interface PatchTables {
  /** The patches to run, step by step, [steps · count], counted through all steps of the batch. */
  readonly picked: Int32Array<ArrayBuffer>;
  /** The row of each patch of each step, [steps · P]: one of P held ones, or behind them one of the run. */
  readonly places: Int32Array<ArrayBuffer>;
  /** The row to hold next for each patch, [P]. */
  readonly hold: Int32Array<ArrayBuffer>;
}

/**
 * `sources` has for each patch of each step of a batch 1 + the step that it is encoded in; 0 stands for one of an earlier batch.
 * What a step encodes beyond what it must, so that it has `count`, only itself looks at.
 */
export function tablesOfRun(
  { steps, count }: PatchRun,
  sources: Uint32Array,
  patches: number,
): PatchTables {
  const picked = new Int32Array(steps.length * count);
  const places = new Int32Array(steps.length * patches);
  const hold = Int32Array.from({ length: patches }, (_, p) => p);
  for (const [i, step] of steps.entries()) {
    const own = Array.from({ length: patches }, (_, p) => p);
    const isFresh = (p: number): boolean => sources[step * patches + p] === step + 1;
    const fresh = own.filter(isFresh);
    const more = own.filter((p) => !isFresh(p)).slice(0, count - fresh.length);
    const rows = [...fresh, ...more].map((p, slot) => ({ p, row: patches + i * count + slot }));
    for (const [slot, { p }] of rows.entries()) picked[i * count + slot] = step * patches + p;
    for (const { p, row } of rows.slice(0, fresh.length)) hold[p] = row;
    places.set(hold, i * patches);
    for (const { p, row } of rows.slice(fresh.length)) places[i * patches + p] = row;
  }
  return { picked, places, hold };
}

/** How many patches of each step have to be encoded. */
export const countsOf = (sources: Uint32Array, patches: number): number[] =>
  Array.from({ length: sources.length / patches }, (_, step) =>
    sources
      .subarray(step * patches, (step + 1) * patches)
      .reduce((sum, source) => sum + Number(source === step + 1), 0),
  );

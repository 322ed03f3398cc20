// Plans the runs of the layers for steps that encode different numbers of patches. The steps of a run must encode equally many:
// numbers are rounded up to one of sixteen, and steps of one number that follow each other make a run.

import { alignTo, ceilDiv } from "../base/shape.ts";

export interface PatchRun {
  /** The first of its steps. */
  readonly first: number;
  readonly steps: number;
  /** The patches of each step that are encoded; 0 for steps that only copy. */
  readonly count: number;
}

const NUMBERS = 16;

/**
 * `counts` are the patches of each step that have to be encoded, of `patches`. Where steps cannot share a run (`alone`), each is a
 * run of its own and encodes no more.
 */
export function planRuns(
  counts: Iterable<number>,
  patches: number,
  { alone = false }: { readonly alone?: boolean } = {},
): PatchRun[] {
  const grain = alone ? 1 : ceilDiv(patches, NUMBERS);
  const runs: PatchRun[] = [];
  let first = 0;
  for (const exact of counts) {
    const count = Math.min(patches, alignTo(exact, grain));
    const run = runs.at(-1);
    if (!alone && run?.count === count) runs[runs.length - 1] = { ...run, steps: run.steps + 1 };
    else runs.push({ first, steps: 1, count });
    first++;
  }
  return runs;
}

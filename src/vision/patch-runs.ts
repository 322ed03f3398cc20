// Plans the runs of the layers for steps that encode different numbers of patches. Attention has no mask, so the steps of a run
// encode equally many: as many as the one with the most. A run of its own costs time too, so neighbours share one where filling up
// costs less.

import { alignTo, ceilDiv } from "../base/shape.ts";

export interface PatchRun {
  /** Its steps, ascending; those between that encode nothing belong to no run. */
  readonly steps: readonly number[];
  /** The patches of each step that are encoded. */
  readonly count: number;
}

/** Numbers of patches are rounded up to one of so many, so that few shapes come up. */
const NUMBERS = 16;
/** What a run costs by itself, as a share of a step's patches. */
const RUN_COST = 1 / 4;
/** Above this share of a batch's patches all are encoded: sorting out the rest would cost as much. */
const MOST = 0.9;

/**
 * `counts` are the patches of each step that have to be encoded, of `patches`. Where steps cannot share a run (`alone`), each is a
 * run of its own and encodes no more.
 */
export function planRuns(
  counts: readonly number[],
  patches: number,
  { alone = false }: { readonly alone?: boolean } = {},
): PatchRun[] {
  const steps = aligned(counts, patches, alone ? 1 : ceilDiv(patches, NUMBERS));
  if (alone) return steps.map(({ step, count }) => ({ steps: [step], count }));
  if (costsAll(counts, patches)) return [{ steps: [...counts.keys()], count: patches }];
  return cheapest(steps, patches * RUN_COST).runs;
}

/** Whether encoding what has changed costs about as much as encoding all. */
export function costsAll(counts: readonly number[], patches: number): boolean {
  const { cost } = cheapest(
    aligned(counts, patches, ceilDiv(patches, NUMBERS)),
    patches * RUN_COST,
  );
  return cost >= MOST * (counts.length + RUN_COST) * patches;
}

/** The steps that encode anything, their numbers rounded up. */
const aligned = (counts: readonly number[], patches: number, grain: number): CountedStep[] =>
  counts.flatMap((exact, step) =>
    exact === 0 ? [] : [{ step, count: Math.min(patches, alignTo(exact, grain)) }],
  );

interface CountedStep {
  readonly step: number;
  readonly count: number;
}

interface Plan {
  readonly runs: PatchRun[];
  readonly cost: number;
}

/** The cheapest way to cut a list of steps into runs. */
function cheapest(steps: readonly CountedStep[], runCost: number): Plan {
  const best: Plan[] = [{ runs: [], cost: 0 }];
  for (let end = 1; end <= steps.length; end++) {
    let found: Plan | null = null;
    for (let first = 0; first < end; first++) {
      const part = steps.slice(first, end);
      const count = Math.max(...part.map((one) => one.count));
      const before = best[first] ?? { runs: [], cost: 0 };
      const cost = before.cost + runCost + part.length * count;
      if (found !== null && found.cost <= cost) continue;
      found = { runs: [...before.runs, { steps: part.map(({ step }) => step), count }], cost };
    }
    if (found !== null) best.push(found);
  }
  return best.at(-1) ?? { runs: [], cost: 0 };
}

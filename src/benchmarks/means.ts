// Means of judged answers, in percent. Pure.

import type { Judged } from "./benchmark.ts";

/** Returns the share of right answers; NaN for none. */
export const plainMean = (judged: readonly Judged[]): number =>
  (100 * judged.filter(({ isRight }) => isRight).length) / judged.length;

/** Returns the mean of the groups' own means, each of the same weight; a group without a mean does not count. */
export function meanOfGroups(
  judged: readonly Judged[],
  groupOf: (one: Judged) => string,
  meanOf: (group: readonly Judged[]) => number = plainMean,
): number {
  const means = groupsOf(judged, groupOf)
    .map(meanOf)
    .filter((mean) => !Number.isNaN(mean));
  return means.reduce((sum, mean) => sum + mean, 0) / means.length;
}

export const taskOf = ({ sample }: Judged): string => sample.task;

/** Makes one of all samples that belong together: right when all of them are. */
export const joined = (judged: readonly Judged[]): Judged[] =>
  groupsOf(judged, ({ sample }) => sample.together).flatMap((tries) => {
    const [first] = tries;
    if (first === undefined) return [];
    const isRight = tries.every((one) => one.isRight);
    return [{ ...first, isRight, isAnswered: tries.every((one) => one.isAnswered) }];
  });

function groupsOf(judged: readonly Judged[], groupOf: (one: Judged) => string): Judged[][] {
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    const key = groupOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

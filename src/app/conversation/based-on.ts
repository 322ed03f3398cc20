// The moments of the video that answers are based on.

import type { Turn } from "../../store/types.ts";
import { choiceOf, momentsOf, type Moment } from "../../store/whole/selectors.ts";

/** The moments that an answer is based on, most relevant first; none where it does not single any out. */
export function basedOn(turn: Turn): readonly Moment[] {
  const choice = turn.kind === "whole" ? choiceOf(turn) : null;
  if (turn.kind !== "whole" || choice === null) return [];
  return momentsOf(choice, turn.asked.forced).filter(({ standsOut }) => standsOut);
}

/** The turns about the video of the last answer that is based on moments; none where no answer is. */
export function turnsWithMoments(turns: readonly Turn[]): readonly Turn[] {
  const all = turns.filter((turn) => basedOn(turn).length > 0);
  return all.filter(({ fileKey }) => fileKey === all.at(-1)?.fileKey);
}

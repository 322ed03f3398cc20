// The tokens of one frame of a plan, as the grid that the model made of it.

import type { Plan, FramesVideo } from "../../engine/api.ts";
import type { OverlayGrid } from "./draw-overlay.ts";

/** Null when the plan is of another video or model (its frames then hold another number of tokens). */
export function tokenGrid(
  plan: Plan,
  { grid }: Pick<FramesVideo, "grid">,
  frame: number,
): OverlayGrid | null {
  const { rows, columns } = grid;
  const tokens = rows * columns;
  if (plan.total !== plan.frames.length * tokens || plan.frames[frame] === undefined) return null;
  const [from, to] = [frame * tokens, (frame + 1) * tokens];
  return {
    rows,
    columns,
    kept: plan.keptMask.subarray(from, to),
    scores: plan.tokenScores.subarray(from, to),
  };
}

import type { Survivors } from "../../language/prefill-inside.ts";
import { planOfMask } from "./plan-of-mask.ts";
import type { Plan } from "../api/plan.ts";

/**
 * Returns a plan with the tokens that are left behind a cut inside the decoder, frame by frame. A row that was merged from
 * several tokens counts as the one whose place it has, into which the others were merged.
 */
export function planAfterCut(
  plan: Plan,
  { tokens, recycled }: Pick<Survivors, "tokens" | "recycled">,
): Plan {
  const keptMask = new Uint8Array(plan.total);
  for (const token of tokens) keptMask[token] = 1;
  for (const { token } of recycled) keptMask[token] = 1;
  const members = recycled.length === 0 ? plan.members : mergedInto(plan.total, recycled);
  return { ...planOfMask(plan, keptMask), members };
}

/** Returns for each token the one into which it was merged; itself where it was not. */
function mergedInto(total: number, recycled: Survivors["recycled"]): Uint32Array {
  const into = Uint32Array.from({ length: total }, (_, token) => token);
  for (const { token, members } of recycled) for (const member of members) into[member] = token;
  return into;
}

// Frames that the reader leaves out before asking, whatever the method in use: all tokens of the others stay, as in the experiment
// of VidCom²'s figure 1.

import type { LeftOut, LeftOutKind, PlanRequest } from "../../engine/api.ts";
import type { Choices } from "./types.ts";
import type { State } from "../types.ts";
import { framesOf } from "../video/state.ts";
import { planRequestOf } from "./plan-request.ts";

const KIND_WORDS: Readonly<Record<LeftOutKind, readonly [before: string, after: string]>> = {
  redundant: ["least unique ", ""],
  unique: ["most unique ", ""],
  random: ["", " at random"],
};

/** Returns "without the 8 most unique frames" or "without frames 1, 4". */
export function leftOutWords(leftOut: LeftOut): string {
  if ("frames" in leftOut) {
    const names = leftOut.frames.map((frame) => frame + 1).join(", ");
    return `without ${leftOut.frames.length === 1 ? "frame" : "frames"} ${names === "" ? "none" : names}`;
  }
  const { which, count, seed = 0 } = leftOut;
  const [before, after] = KIND_WORDS[which];
  const article = which === "random" ? "" : "the ";
  const frames = `${count} ${before}${count === 1 ? "frame" : "frames"}`;
  return `without ${article}${frames}${after}${seed === 0 ? "" : `, seed ${seed}`}`;
}

/** Fits what is left out to a number of frames, of which one stays at least. */
export function fitLeftOut(leftOut: LeftOut, frames: number): LeftOut {
  if (!("frames" in leftOut))
    return { ...leftOut, count: Math.max(0, Math.min(leftOut.count, frames - 1)) };
  return { frames: leftOut.frames.filter((frame) => frame < frames).slice(0, frames - 1) };
}

/** Returns the request with all tokens of the frames that are not left out. */
const withoutFrames = (
  { positions }: Pick<Choices, "positions">,
  leftOut: LeftOut,
): PlanRequest => ({
  method: "uniform",
  retention: 1,
  ...(positions !== null && { positions }),
  leftOut,
});

/** Returns the request of the next question: what is chosen, or all frames but those that are left out. */
export function requestNow(state: Pick<State, "choices" | "leftOut" | "video">): PlanRequest {
  const { choices, leftOut, video } = state;
  const frames = framesOf(video)?.video.timesSec.length;
  return leftOut === null || frames === undefined
    ? planRequestOf(choices)
    : withoutFrames(choices, fitLeftOut(leftOut, frames));
}

/** Returns the places of the frames that a plan leaves out; of methods that give a frame no token, too. */
export const droppedIn = (plan: {
  readonly frames: readonly { readonly budget: number }[];
}): number[] => plan.frames.flatMap(({ budget }, frame) => (budget === 0 ? [frame] : []));

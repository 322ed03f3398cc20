// What is measured: a method at a retention with one kind of positions, as requests to the engine, and the key under which
// results are kept. Pure.

import type { LeftOut, PlanRequest, PositionsId } from "../engine/api.ts";
import { DEFAULT_ENDS, isShuffled, takes, variantOf } from "../engine/catalogue.ts";

/** One method at one retention with one kind of positions; `random` runs once for each seed and is averaged. */
export interface Arm {
  /** The method as spelled: "vidcom2:cosine", "random:0..2". */
  readonly method: string;
  readonly retention: number;
  /** The positions; null for the model's own. At retention 1 all are the same, so one arm stands for them. */
  readonly positions: PositionsId | null;
  /** What of the frames is encoded, as spelled. */
  readonly encode: string;
  readonly requests: readonly PlanRequest[];
}

/** Every patch, as ever. */
export const ENCODE_ALL = "all";

/** Returns the requests without repeats. At retention 1 every method keeps every token, so one run serves all. */
export function distinctRequests(arms: readonly Arm[]): PlanRequest[] {
  const distinct = new Map<string, PlanRequest>();
  for (const { requests } of arms) {
    for (const request of requests) distinct.set(requestKey(request), request);
  }
  return [...distinct.values()];
}

/** Returns the key of what a request gave under an encoding. */
export const answerKey = (encode: string, request: PlanRequest): string =>
  `${encode === ENCODE_ALL ? "" : `${encode} `}${requestKey(request)}`;

export function requestKey(request: PlanRequest): string {
  const { leftOut } = request;
  const without = leftOut === undefined ? "" : ` without ${leftOutWords(leftOut)}`;
  return `${request.retention === 1 ? "all" : keptKey(request)}${without}`;
}

/** "8 unique", "8 random:2", "frames 1, 2" */
function leftOutWords(leftOut: LeftOut): string {
  if ("frames" in leftOut) return `frames ${leftOut.frames.join(", ")}`;
  const { which, count, seed } = leftOut;
  return `${count} ${which}${seed === undefined ? "" : `:${seed}`}`;
}

function keptKey(request: PlanRequest): string {
  const { method, retention, seed = 0, ends = DEFAULT_ENDS, budget, positions } = request;
  const variant = variantOf(request);
  const details = [
    ...(variant === null ? [] : [variant]),
    ...(takes(method, "seed") ? [seed] : []),
    ...(takes(method, "ends") && ends !== DEFAULT_ENDS ? [ends] : []),
  ];
  const drawn = isShuffled(request) && !takes(method, "seed") ? `:${seed}` : "";
  const driver = budget === undefined ? "" : `@${budget}${drawn}`;
  const spelled = `${[method, ...details].join(":")}${driver}`;
  return [spelled, retention, ...(positions === undefined ? [] : [positions])].join(" ");
}

// What people can type where a long video is read and asked about.

import type { RelevanceId, Scorer } from "../../../src/engine/api.ts";

export const SCORERS = [
  "vidcom2",
  "redundancy",
  "ranks",
  "uniform",
] as const satisfies readonly Scorer[];

export const RELEVANCES = [
  "attention",
  "bounds",
  "embedding",
  "query",
  "even",
  "random",
] as const satisfies readonly RelevanceId[];

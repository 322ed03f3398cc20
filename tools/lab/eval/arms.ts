// What is measured: methods as people spell them × retentions × seeds. Pure.

import type { PlanRequest } from "../../../src/engine/api.ts";
import { numberWithin, RETENTION, UsageError } from "../usage.ts";

/** One method at one retention; `random` runs once a seed and is averaged. */
export interface Arm {
  /** As spelled: "vidcom2:cosine", "random:0..2". */
  readonly method: string;
  readonly retention: number;
  readonly requests: readonly PlanRequest[];
}

const SPELLINGS =
  "vidcom2, vidcom2:framewise, vidcom2:cosine, vidcom2:released, uniform, random, random:SEED, random:FIRST..LAST";

/** @throws UsageError for a method or retention that is not known. */
export function readArms(methods: string, retentions: string): Arm[] {
  const ratios = retentions.split(",").map((text) => numberWithin("--retentions", text, RETENTION));
  const names = methods.split(",").map((text) => text.trim());
  if (new Set(names).size < names.length || new Set(ratios).size < ratios.length) {
    throw new UsageError("A method or a retention is given twice.");
  }
  return names.flatMap((method) =>
    ratios.map((retention) => ({ method, retention, requests: requestsOf(method, retention) })),
  );
}

function requestsOf(method: string, retention: number): PlanRequest[] {
  const [name = "", detail] = method.split(":");
  if (name === "uniform" && detail === undefined) return [{ method: "uniform", retention }];
  if (name === "vidcom2") {
    if (detail === undefined) return [{ method: "vidcom2", retention }];
    if (detail === "framewise" || detail === "cosine" || detail === "released") {
      return [{ method: "vidcom2", variant: detail, retention }];
    }
  }
  if (name === "random") {
    const [, first, last] = /^(\d{1,6})(?:\.\.(\d{1,6}))?$/.exec(detail ?? "0") ?? [];
    const from = Number(first);
    const to = Number(last ?? first);
    if (to >= from) {
      return Array.from({ length: to - from + 1 }, (_, i) => ({
        method: "random" as const,
        retention,
        seed: from + i,
      }));
    }
  }
  throw new UsageError(`--methods holds "${method}"; known are ${SPELLINGS}.`);
}

/** Requests without repeats. At retention 1 every method keeps every token, so one run serves all. */
export function distinctRequests(arms: readonly Arm[]): PlanRequest[] {
  const distinct = new Map<string, PlanRequest>();
  for (const { requests } of arms) {
    for (const request of requests) distinct.set(requestKey(request), request);
  }
  return [...distinct.values()];
}

export function requestKey(request: PlanRequest): string {
  if (request.retention === 1) return "all";
  const { method, variant = "framewise", retention, seed = 0 } = request;
  if (method === "vidcom2") return `vidcom2:${variant} ${retention}`;
  return method === "random" ? `random:${seed} ${retention}` : `${method} ${retention}`;
}

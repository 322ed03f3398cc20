// Reads what is measured: methods as people spell them × retentions × positions × seeds. Pure.

import type { PlanRequest } from "../../../../src/engine/api.ts";
import {
  BUDGETS,
  isShuffled,
  METHOD_IDS,
  takes,
  variantsOf,
} from "../../../../src/engine/catalogue.ts";
import { type Arm, ENCODE_ALL } from "../../../../src/evaluation/arms.ts";
import { numberWithin, oneOf, RETENTION, UsageError } from "../../cli/options.ts";
import { POSITIONS } from "../../cli/plan-options.ts";

/** The method's own budget, as when none is named. */
const OWN = "own";

/** All spellings: "vidcom2[:framewise|cosine|released], cover[:ENDS], uniform, random[:SEED|:FIRST..LAST], …". */
export const SPELLINGS = `${METHOD_IDS.map((method) => {
  const details = [
    ...variantsOf(method),
    ...(takes(method, "ends") ? ["ENDS"] : []),
    ...(takes(method, "seed") ? ["SEED", ":FIRST..LAST"] : []),
  ];
  return details.length === 0 ? method : `${method}[:${details.join("|")}]`;
}).join(", ")}; each also with @BUDGET, of ${[
  OWN,
  ...BUDGETS.map((budget) => (isShuffled({ budget }) ? `${budget}[:SEED|:FIRST..LAST]` : budget)),
].join(", ")}`;

/** Reads the arms. @throws UsageError for an unknown method, retention or kind of positions. */
export function readArms(
  methods: string,
  retentions: string,
  positions?: string,
  encodes: readonly string[] = [ENCODE_ALL],
): Arm[] {
  const ratios = retentions.split(",").map((text) => numberWithin("--retentions", text, RETENTION));
  const names = methods.split(",").map((text) => text.trim());
  const placings = positions?.split(",").map((text) => oneOf("--positions", text, POSITIONS)) ?? [
    null,
  ];
  const hasTwice = (given: readonly unknown[]): boolean => new Set(given).size < given.length;
  if (hasTwice(names) || hasTwice(ratios) || hasTwice(placings)) {
    throw new UsageError("A method, a retention or positions are given twice.");
  }
  return names.flatMap((method) =>
    ratios.flatMap((retention) =>
      (retention === 1 ? [null] : placings).flatMap((placing) => {
        const requests = requestsOf(method, retention).map((request) =>
          placing === null ? request : { ...request, positions: placing },
        );
        return encodes.map((encode) => ({
          method,
          retention,
          positions: placing,
          encode,
          requests,
        }));
      }),
    ),
  );
}

function requestsOf(spelling: string, retention: number): PlanRequest[] {
  const [plain = "", driver = OWN] = spelling.split("@");
  const [name, detail] = driver.split(":");
  const budget = BUDGETS.find((one) => one === name);
  const requests = plainRequests(plain, retention);
  const seeds = budget !== undefined && isShuffled({ budget }) ? seedsOf(detail) : [];
  const isKnown =
    driver === OWN || (budget !== undefined && (detail === undefined || seeds.length > 0));
  if (requests.length === 0 || !isKnown) {
    throw new UsageError(`--methods holds "${spelling}"; known are ${SPELLINGS}.`);
  }
  if (budget === undefined) return requests;
  // A drawn method draws both by its own seed, unless the budget has another.
  return requests.flatMap((request) =>
    seeds.length === 0 || (detail === undefined && request.seed !== undefined)
      ? [{ ...request, budget }]
      : seeds.map((seed) => ({ ...request, budget, seed })),
  );
}

/** Reads "3" or "0..2", by default 0; empty when it is neither. */
function seedsOf(detail = "0"): number[] {
  const [, first, last] = /^(\d{1,6})(?:\.\.(\d{1,6}))?$/.exec(detail) ?? [];
  const [from, to] = [Number(first), Number(last ?? first)];
  return to >= from ? Array.from({ length: to - from + 1 }, (_, i) => from + i) : [];
}

/** Reads a spelling without its budget; empty when it is not known. */
function plainRequests(spelling: string, retention: number): PlanRequest[] {
  const [name = "", detail] = spelling.split(":");
  const method = METHOD_IDS.find((one) => one === name);
  if (method !== undefined) {
    if (takes(method, "seed")) {
      const seeds = seedsOf(detail);
      if (seeds.length > 0) return seeds.map((seed) => ({ method, retention, seed }));
    } else if (detail === undefined) return [{ method, retention }];
    if (takes(method, "ends") && /^\d{1,3}(\.\d{1,3})?$/.test(detail ?? "")) {
      return [{ method, retention, ends: Number(detail) }];
    }
    const variant = variantsOf(method).find((one) => one === detail);
    if (variant !== undefined) return [{ method, variant, retention }];
  }
  return [];
}

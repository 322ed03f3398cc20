// The options that choose which tokens of a sample are kept: --retention, --method, --variant, --budget, --seed
// and --ends.

import type { PlanRequest, PositionsId, VidCom2Variant } from "../../../src/engine/api.ts";
import {
  BUDGETS,
  DEFAULT_ENDS,
  DEFAULT_METHOD,
  isShuffled,
  METHOD_IDS,
  takes,
  variantsOf,
} from "../../../src/engine/catalogue.ts";
import { number, oneOf, RETENTION, text, UsageError, type Values, whole, word } from "./options.ts";

export const POSITIONS: readonly PositionsId[] = ["original", "compact"];

export const PLAN = {
  retention: number(RETENTION),
  method: word(METHOD_IDS),
  variant: text,
  budget: word(["own", ...BUDGETS]),
  seed: number(whole(0, 2 ** 32 - 1)),
  ends: number({ low: 0, high: 100 }),
};

const hasVariants = METHOD_IDS.filter((method) => variantsOf(method).length > 0);

/** The help of `PLAN` without the retention. */
export const PLAN_HELP = `  --method M             ${METHOD_IDS.join(", ")} (default ${DEFAULT_METHOD})
${hasVariants
  .map(
    (method) =>
      `  --variant V            of ${method}: ${variantsOf(method).join(", ")} (default the first)\n`,
  )
  .join("")}  --budget B             whose frame budget: own, ${BUDGETS.join(", ")} (default own)
  --ends G               of ${METHOD_IDS.filter((method) => takes(method, "ends")).join(", ")}: how much more the first and the last frame weigh (default ${DEFAULT_ENDS})
  --seed N               of ${[
    ...METHOD_IDS.filter((method) => takes(method, "seed")),
    ...BUDGETS.filter((budget) => isShuffled({ budget })).map((budget) => `--budget ${budget}`),
  ].join(", ")} (default 0)
`;

export function planRequest(
  { retention, method: given, variant, budget, seed, ends }: Values<typeof PLAN>,
  defaultRetention?: number,
): PlanRequest {
  const share = retention ?? defaultRetention;
  if (share === undefined) {
    throw new UsageError(
      "--retention is missing: the share of tokens to keep, above 0 and at most 1.",
    );
  }
  // A variant alone names its method.
  const method =
    given ?? (variant === undefined ? DEFAULT_METHOD : (hasVariants[0] ?? DEFAULT_METHOD));
  const variants: readonly VidCom2Variant[] = variantsOf(method);
  if (variant !== undefined && variants.length === 0) {
    throw new UsageError(
      `--variant belongs to --method ${hasVariants.join(" or ")}, not to ${method}.`,
    );
  }
  return {
    method,
    retention: share,
    ...(variant !== undefined && { variant: oneOf("--variant", variant, variants) }),
    ...(budget !== undefined && budget !== "own" && { budget }),
    ...(seed !== undefined && { seed }),
    ...(ends !== undefined && { ends }),
  };
}

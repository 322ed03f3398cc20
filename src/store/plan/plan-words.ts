// A plan's request, and which frames are looked at, as the words of an address.

import { MAX_FRAMES, SPREADS } from "../../base/sampling.ts";
import type { TimeRange } from "../../base/time-range.ts";
import type { LeftOut, Looking, PlanRequest } from "../../engine/api.ts";
import { BUDGETS, LEFT_OUT_KINDS, METHOD_IDS, variantsOf } from "../../engine/catalogue.ts";

const POSITIONS = ["original", "compact"] as const;

/** Returns the parameters that say what is looked at; none for what is the model's own. */
export const lookingWords = ({
  frames,
  spread,
  stepTokens,
  range,
  copiesStill,
}: Looking): [string, string][] =>
  Object.entries({
    frames,
    spread,
    tokens: stepTokens,
    range: range && secondsOf(range),
    encode: copiesStill === false ? "all" : undefined,
  }).flatMap(([name, value]) => (value === undefined ? [] : [[name, `${value}`]]));

/** Returns "10-24.5": where a range begins and ends, in seconds. */
const secondsOf = ({ fromSec, toSec }: TimeRange): string =>
  `${Number(fromSec.toFixed(3))}-${Number(toSec.toFixed(3))}`;

function readRange(words: string | null): TimeRange | undefined {
  const [, from, to] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(words ?? "") ?? [];
  const range = { fromSec: Number(from), toSec: Number(to) };
  return range.fromSec < range.toSec ? range : undefined;
}

export function readLooking(words: URLSearchParams): Looking {
  const frames = wholeNumber(words.get("frames"), MAX_FRAMES);
  const stepTokens = wholeNumber(words.get("tokens"), 16_384);
  const spread = oneOf(SPREADS, words.get("spread"));
  const range = readRange(words.get("range"));
  return {
    ...(frames !== undefined && { frames }),
    ...(spread !== undefined && { spread }),
    ...(stepTokens !== undefined && { stepTokens }),
    ...(range !== undefined && { range }),
    ...(words.get("encode") === "all" && { copiesStill: false }),
  };
}

/** Returns words such as "vidcom2:framewise,0.25,budget=even,positions=compact". */
export function requestWords(request: PlanRequest): string {
  const { method, variant, retention, budget, positions, seed, ends, switches } = request;
  const without = request.leftOut && withoutWords(request.leftOut);
  const options = { budget, positions, seed, ends, rounding: switches?.rounding, without };
  return [
    variant === undefined ? method : `${method}:${variant}`,
    `${retention}`,
    ...Object.entries(options).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${value}`],
    ),
  ].join(",");
}

/** Reads a request; null for a method or a share that this version does not have. Options that it does not have are left out. */
export function readRequest(words: string): PlanRequest | null {
  const [named = "", share = "", ...options] = words.split(",");
  const [id, variantId] = named.split(":");
  const method = oneOf(METHOD_IDS, id);
  const retention = Number(share);
  if (method === undefined || !(retention > 0 && retention <= 1)) return null;
  const given = new Map(options.map((one) => one.split("=", 2) as [string, string]));
  const variant = oneOf(variantsOf(method), variantId);
  const budget = oneOf(BUDGETS, given.get("budget"));
  const positions = oneOf(POSITIONS, given.get("positions"));
  const rounding = oneOf(["exact", "ceil"] as const, given.get("rounding"));
  const seed = wholeNumber(given.get("seed"), 2 ** 32 - 1);
  const ends = Number(given.get("ends") ?? Number.NaN);
  const leftOut = readWithout(given.get("without"));
  return {
    method,
    retention,
    ...(variant !== undefined && { variant }),
    ...(budget !== undefined && { budget }),
    ...(positions !== undefined && { positions }),
    ...(rounding !== undefined && { switches: { rounding } }),
    ...(seed !== undefined && { seed }),
    ...(ends >= 0 && { ends }),
    ...(leftOut !== undefined && { leftOut }),
  };
}

/** Returns "8:unique", "8:random:3" or "frames:0:4". */
const withoutWords = (leftOut: LeftOut): string =>
  "frames" in leftOut
    ? ["frames", ...leftOut.frames].join(":")
    : [leftOut.count, leftOut.which, ...(leftOut.seed === undefined ? [] : [leftOut.seed])].join(
        ":",
      );

function readWithout(words: string | undefined): LeftOut | undefined {
  const [first = "", ...rest] = (words ?? "").split(":");
  if (first === "frames") {
    const frames = rest.flatMap((one) => wholeNumber(one, MAX_FRAMES - 1) ?? []);
    return frames.length === rest.length ? { frames } : undefined;
  }
  const count = wholeNumber(first === "" ? undefined : first, MAX_FRAMES - 1);
  const which = oneOf(LEFT_OUT_KINDS, rest[0]);
  const seed = wholeNumber(rest[1], 2 ** 32 - 1);
  if (count === undefined || which === undefined) return undefined;
  return { which, count, ...(seed !== undefined && { seed }) };
}

const oneOf = <T extends string>(
  words: readonly T[],
  given: string | null | undefined,
): T | undefined => words.find((one) => one === given);

function wholeNumber(given: string | null | undefined, most: number): number | undefined {
  const value = Number(given ?? Number.NaN);
  return Number.isInteger(value) && value >= 0 && value <= most ? value : undefined;
}

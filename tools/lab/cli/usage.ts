// Command lines of the lab: strict parsing, numbers within their ranges, wrong usage as a sentence.

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { PlanRequest, PositionsId } from "../../../src/engine/api.ts";
import { METHOD_IDS, takes, variantsOf } from "../../../src/engine/catalogue.ts";

/** The command line was wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  readonly short?: string;
}

export interface Parsed {
  readonly positionals: readonly string[];
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  flag(name: string): boolean;
  /** A number within [low, high]; "above" leaves `low` itself out. */
  number(name: string, range: NumberRange): number | undefined;
}

export interface NumberRange {
  readonly low: number;
  readonly high: number;
  readonly isLowOut?: boolean;
  readonly isWhole?: boolean;
}

export const RETENTION: NumberRange = { low: 0, high: 1, isLowOut: true };
export const FRAMES: NumberRange = { low: 1, high: 64, isWhole: true };

/** @throws UsageError for a flag that is not known or lacks its value. */
export function parse(
  args: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
): Parsed {
  const { values, positionals } = parseOrExplain(args, options);
  const texts = (name: string): readonly string[] => {
    const value = values[name];
    const list = Array.isArray(value) ? value : [value];
    return list.filter((one): one is string => typeof one === "string");
  };
  return {
    positionals,
    texts,
    text: (name) => texts(name).at(-1),
    flag: (name) => values[name] === true,
    number(name, range) {
      const text = texts(name).at(-1);
      return text === undefined ? undefined : numberWithin(`--${name}`, text, range);
    },
  };
}

function parseOrExplain(
  args: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({ args: joinNegatives(args), options, allowPositionals: true, strict: true });
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const sentence = message.split(/[.\n]/)[0] ?? message;
    throw new UsageError(`${sentence}.`, { cause: thrown });
  }
}

/** `--retention -1` as `--retention=-1`: parseArgs would call it ambiguous instead of out of range. */
function joinNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const last = joined.at(-1);
    if (/^-[\d.]/.test(arg) && last !== undefined && /^--[^=]+$/.test(last)) {
      joined[joined.length - 1] = `${last}=${arg}`;
    } else {
      joined.push(arg);
    }
  }
  return joined;
}

/** @throws UsageError when the text is no number of the range. */
export function numberWithin(name: string, text: string, range: NumberRange): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  const { low, high, isLowOut = false, isWhole = false } = range;
  const isInside = (isLowOut ? value > low : value >= low) && value <= high;
  if (Number.isFinite(value) && isInside && (!isWhole || Number.isInteger(value))) return value;
  const kind = isWhole ? "a whole number" : "a number";
  const bounds = isLowOut ? `above ${low} and at most ${high}` : `from ${low} to ${high}`;
  throw new UsageError(`${name} is "${text}"; it must be ${kind} ${bounds}.`);
}

/** One of a few words. @throws UsageError. */
export function oneOf<T extends string>(name: string, text: string, words: readonly T[]): T {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw new UsageError(`${name} is "${text}"; it must be one of ${words.join(", ")}.`);
}

export const POSITIONS: readonly PositionsId[] = ["original", "compact"];

export const PLAN_OPTIONS = {
  retention: { type: "string" },
  method: { type: "string" },
  variant: { type: "string" },
  budget: { type: "string" },
  seed: { type: "string" },
} as const satisfies Record<string, OptionSpec>;

/** Of `--method` and what goes with it, for the help of verbs that take a plan. */
export const METHOD_HELP = `  --method M             ${METHOD_IDS.join(", ")} (default ${METHOD_IDS[0]})
${METHOD_IDS.filter((method) => variantsOf(method).length > 0)
  .map(
    (method) =>
      `  --variant V            of ${method}: ${variantsOf(method).join(", ")} (default the first)`,
  )
  .join("\n")}
  --budget B             whose frame budget: even or vidcom2 (default: the method's own)
  --seed N               of ${METHOD_IDS.filter((method) => takes(method, "seed")).join(", ")} (default 0)`;

/** What to keep, out of --retention, --method, --variant, --budget and --seed. */
export function planRequest(parsed: Parsed, defaultRetention?: number): PlanRequest {
  const retention = parsed.number("retention", RETENTION) ?? defaultRetention;
  if (retention === undefined) {
    throw new UsageError(
      "--retention is missing: the share of tokens to keep, above 0 and at most 1.",
    );
  }
  const method = oneOf("--method", parsed.text("method") ?? "vidcom2", METHOD_IDS);
  const variant = parsed.text("variant");
  const budget = parsed.text("budget");
  const seed = parsed.number("seed", { low: 0, high: 2 ** 32 - 1, isWhole: true });
  if (variant !== undefined && variantsOf(method).length === 0) {
    const others = METHOD_IDS.filter((one) => variantsOf(one).length > 0);
    throw new UsageError(`--variant belongs to --method ${others.join(" or ")}, not to ${method}.`);
  }
  return {
    method,
    retention,
    ...(variant === undefined ? {} : { variant: oneOf("--variant", variant, variantsOf(method)) }),
    ...(budget === undefined
      ? {}
      : { budget: oneOf("--budget", budget, ["even", "vidcom2"] as const) }),
    ...(seed === undefined ? {} : { seed }),
  };
}

/** A path as the person typed it: npm changes to the package's folder, the person may stand elsewhere. */
export function personPath(path: string): string {
  return resolve(process.env["INIT_CWD"] ?? process.cwd(), path);
}

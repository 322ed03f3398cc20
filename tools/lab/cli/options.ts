// The lab's command lines: each option states once how it is read. Parsing is strict, numbers are checked against their
// ranges, and wrong usage is reported in a sentence.

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { MAX_FRAMES } from "../../../src/base/sampling.ts";

/** Thrown for a wrong command line: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface Option<T> {
  readonly type: "string" | "boolean";
  readonly multiple: boolean;
  /** Makes a value of the given texts, of which there are none when the option is missing. @throws UsageError. */
  readonly read: (given: readonly string[], name: string) => T;
}

export type Values<Options> = {
  readonly [Name in keyof Options]: Options[Name] extends Option<infer T> ? T : never;
};

/** A number within [low, high]; `isLowOut` excludes `low` itself. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
  readonly isLowOut?: boolean;
  readonly isWhole?: boolean;
}

export const RETENTION: NumberRange = { low: 0, high: 1, isLowOut: true };

export const whole = (low: number, high: number): NumberRange => ({ low, high, isWhole: true });

export const FRAMES = whole(1, MAX_FRAMES);

const option = <T>(read: (text: string, name: string) => T): Option<T | undefined> => ({
  type: "string",
  multiple: false,
  read: ([text], name) => (text === undefined ? undefined : read(text, name)),
});

/** Gives an option a value for when it is missing. */
export const or = <T, const D>(
  { read, ...rest }: Option<T | undefined>,
  missing: D,
): Option<T | D> => ({
  ...rest,
  read: (given, name) => read(given, name) ?? missing,
});

export const flag: Option<boolean> = {
  type: "boolean",
  multiple: false,
  read: (given) => given.length > 0,
};

export const text = option((given) => given);

/** An option that may be given any number of times. */
export const texts: Option<readonly string[]> = {
  type: "string",
  multiple: true,
  read: (given) => given,
};

export const number = (range: NumberRange) =>
  option((given, name) => numberWithin(name, given, range));

/** An option that takes one of a few words. */
export const word = <const T extends string>(words: readonly T[]) =>
  option((given, name) => oneOf(name, given, words));

/** An option that takes some of a few words, in their own order; default `unlessGiven`, or all. `what` names them, for people. */
export const wordList = <const T extends string>(
  what: string,
  words: readonly T[],
  unlessGiven: readonly T[] = words,
) =>
  or(
    option((given, name): readonly T[] => {
      const wanted = given.split(",");
      const unknown = wanted.find((each) => !words.some((one) => one === each));
      if (unknown === undefined) return words.filter((one) => wanted.includes(one));
      throw new UsageError(`${name} holds "${unknown}"; ${what} are ${words.join(", ")}.`);
    }),
    unlessGiven,
  );

/** A path as the person meant it, since npm changes to the package's folder before it runs a script. */
export const path = option((given) => personPath(given));

/**
 * Returns the options' values by name, and the arguments beside them.
 * @throws UsageError for an unknown option, or one with a missing or wrong value.
 */
export function readOptions<Options extends Readonly<Record<string, Option<unknown>>>>(
  args: readonly string[],
  options: Options,
): Values<Options> & { readonly positionals: readonly string[] } {
  const { values, positionals } = parseOrExplain(args, options);
  const read = Object.entries(options).map(([name, { read }]) => {
    const list = [values[name]].flat().filter((one) => one !== undefined && one !== false);
    return [name, read(list.map(String), `--${name}`)] as const;
  });
  return { ...(Object.fromEntries(read) as Values<Options>), positionals };
}

/** Does the same for a command that takes options only. */
export function readOptionsOnly<Options extends Readonly<Record<string, Option<unknown>>>>(
  command: string,
  args: readonly string[],
  options: Options,
): Values<Options> {
  const { positionals, ...values } = readOptions(args, options);
  if (positionals.length === 0) return values as unknown as Values<Options>;
  throw new UsageError(`${command} takes no "${positionals[0]}".`);
}

function parseOrExplain(
  args: readonly string[],
  options: Readonly<Record<string, Option<unknown>>>,
): { values: Record<string, unknown>; positionals: string[] } {
  try {
    const types = Object.fromEntries(
      Object.entries(options).map(([name, { type, multiple }]) => [name, { type, multiple }]),
    );
    const joined = joinNegatives(args);
    return parseArgs({ args: joined, options: types, allowPositionals: true, strict: true });
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const sentence = message.split(/[.\n]/)[0] ?? message;
    throw new UsageError(`${sentence}.`, { cause: thrown });
  }
}

/** Joins `--retention -1` to `--retention=-1`, which parseArgs would otherwise call ambiguous, not out of range. */
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

/** Reads a number. @throws UsageError when the text is not a number of the range. */
export function numberWithin(name: string, given: string, range: NumberRange): number {
  const value = given.trim() === "" ? Number.NaN : Number(given);
  const { low, high, isLowOut = false, isWhole = false } = range;
  const isInside = (isLowOut ? value > low : value >= low) && value <= high;
  if (Number.isFinite(value) && isInside && (!isWhole || Number.isInteger(value))) return value;
  const kind = isWhole ? "a whole number" : "a number";
  const bounds = isLowOut ? `above ${low} and at most ${high}` : `from ${low} to ${high}`;
  throw new UsageError(`${name} is "${given}"; it must be ${kind} ${bounds}.`);
}

/** Reads one of a few words. @throws UsageError for any other. */
export function oneOf<T extends string>(name: string, given: string, words: readonly T[]): T {
  const found = words.find((one) => one === given);
  if (found !== undefined) return found;
  throw new UsageError(`${name} is "${given}"; it must be one of ${words.join(", ")}.`);
}

export const personPath = (given: string): string =>
  resolve(process.env["INIT_CWD"] ?? process.cwd(), given);

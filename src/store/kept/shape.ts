// Checks of what comes back from the disk. A check is made of the checks of its parts, and TypeScript holds each to the type
// that it stands for, so that a field that was added cannot be forgotten.

export type Check<T> = (value: unknown) => value is T;

/** The type that a check stands for. */
export type Checked<C> = C extends Check<infer T> ? T : never;

/** A state while it is in a phase. */
export type InPhase<S extends { readonly phase: string }, P> = Extract<S, { readonly phase: P }>;

export const isText: Check<string> = (value) => typeof value === "string";
export const isNumber: Check<number> = (value) => typeof value === "number";
export const isFlag: Check<boolean> = (value) => typeof value === "boolean";

/** A number that counts something, or says the place of it. */
export const isWhole: Check<number> = (value): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

export const exactly =
  <T extends string | number | boolean | null>(wanted: T): Check<T> =>
  (value): value is T =>
    value === wanted;

export const oneOf =
  <T extends string>(wanted: readonly T[]): Check<T> =>
  (value): value is T =>
    wanted.some((one) => one === value);

export const either =
  <T extends readonly Check<unknown>[]>(...checks: T): Check<Checked<T[number]>> =>
  (value): value is Checked<T[number]> =>
    checks.some((check) => check(value));

export const orNull = <T>(check: Check<T>): Check<T | null> => either(exactly(null), check);

/** A field that may be missing. */
export const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || check(value);

export const listOf =
  <T>(check: Check<T>): Check<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every((one: unknown) => check(one));

export const mapOf =
  <K, V>(key: Check<K>, entry: Check<V>): Check<ReadonlyMap<K, V>> =>
  (value): value is ReadonlyMap<K, V> =>
    value instanceof Map && [...value].every(([one, other]) => key(one) && entry(other));

export const instanceOf =
  <T>(kind: abstract new (...given: never[]) => T): Check<T> =>
  (value): value is T =>
    value instanceof kind;

/** The checks of an object's fields; of one that may be missing, `optional`. */
type FieldChecks<T> = {
  readonly [K in keyof T]-?: Check<object extends Pick<T, K> ? T[K] | undefined : T[K]>;
};

/** An object with these fields. Others do not count. */
export const fields =
  <T extends object>(checks: FieldChecks<T>): Check<T> =>
  (value): value is T => {
    if (typeof value !== "object" || value === null) return false;
    const given = value as Readonly<Record<string, unknown>>;
    return Object.entries<Check<unknown>>(checks).every(([name, check]) => check(given[name]));
  };

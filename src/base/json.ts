// Reads JSON from outside the program. Every getter's error names the file and the field, and says what was wanted.

import { AppError } from "./errors.ts";

type Json = Readonly<Record<string, unknown>>;

/** The deepest that objects and lists may lie inside each other; in published files it is ten. */
const MOST_DEPTH = 64;
/** The longest that a wrong value is shown, in characters. */
const MOST_SHOWN = 80;

/** One parsed object of a named file, with typed getters for its fields. */
export class JsonFile {
  readonly #file: string;
  readonly #object: Json;

  constructor(file: string, value: unknown) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw configError(`${file} is not a JSON object.`);
    }
    this.#file = file;
    this.#object = value as Json;
  }

  static parse(file: string, bytes: Uint8Array): JsonFile {
    let value: unknown;
    try {
      value = JSON.parse(new TextDecoder().decode(bytes));
    } catch (cause) {
      throw configError(`${file} is not JSON.`, cause);
    }
    if (isDeep(value)) {
      throw configError(`${file} is nested deeper than ${MOST_DEPTH} levels, which is not read.`);
    }
    return new JsonFile(file, value);
  }

  get raw(): Json {
    return this.#object;
  }

  /** Returns the same file, with fields of `others` wherever this one has none or null. */
  over(others: Json): JsonFile {
    const given = Object.entries(this.#object).filter(([, value]) => value !== null);
    return new JsonFile(this.#file, { ...others, ...Object.fromEntries(given) });
  }

  object(key: string): JsonFile {
    return new JsonFile(`${this.#file}: ${key}`, this.#object[key]);
  }

  maybe(key: string): unknown {
    return this.#object[key];
  }

  string(key: string): string {
    const value = this.#object[key];
    if (typeof value !== "string") throw this.#wrong(key, "a text");
    return value;
  }

  number(key: string, fallback?: number): number {
    const value = this.#object[key] ?? fallback;
    if (typeof value !== "number" || !Number.isFinite(value)) throw this.#wrong(key, "a number");
    return value;
  }

  /** Returns a whole number of at least 1. */
  count(key: string, fallback?: number): number {
    const value = this.number(key, fallback);
    if (!Number.isInteger(value) || value < 1) throw this.#wrong(key, "a whole number above 0");
    return value;
  }

  numbers(key: string): number[] {
    const value = this.#object[key];
    if (!Array.isArray(value) || !value.every((item) => typeof item === "number")) {
      throw this.#wrong(key, "a list of numbers");
    }
    return value;
  }

  #wrong(key: string, wanted: string): AppError {
    return configError(`${this.#file}: "${key}" is ${shown(this.#object[key])}, wanted ${wanted}.`);
  }
}

/** Returns a value of a file in words for a message. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)} …`;
}

/** Whether a value is too deep for what goes through it by calling itself. */
export function isDeep(root: unknown): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_DEPTH) return true;
    const inner: unknown[] = [];
    for (const value of level) {
      for (const item of Object.values(value ?? {})) {
        if (typeof item === "object" && item !== null) inner.push(item);
      }
    }
    level = inner;
  }
  return false;
}

/** Makes the error that says what is wrong in a model's JSON files. */
export function configError(message: string, cause?: unknown): AppError {
  return new AppError(
    "model-config",
    message,
    "The folder may be of another kind of model, or damaged; choose another or fetch it again.",
    { cause },
  );
}

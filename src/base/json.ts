// Reads JSON from outside the program. Every getter's error names the file and the field, and says what was wanted.

import { AppError } from "./errors.ts";

type Json = Readonly<Record<string, unknown>>;

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
    const got = JSON.stringify(this.#object[key]) ?? "nothing";
    return configError(`${this.#file}: "${key}" is ${got.slice(0, 80)}, wanted ${wanted}.`);
  }
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

// What crosses a worker's border: plain data, Blobs and pictures. Every call has a number of its own.

import type { PlainError } from "../../base/errors.ts";

/** An error with what caused it, as far as that was an error too. */
export interface SentError extends PlainError {
  readonly cause?: SentError;
}

export type ToWorker =
  /** The first message. The worker makes its service of it. */
  | { readonly kind: "begin"; readonly setting: unknown }
  | {
      readonly kind: "call";
      readonly id: number;
      readonly name: string;
      readonly args: readonly unknown[];
      /** The callbacks among the options that somebody listens to; the worker calls no others. */
      readonly callbacks: readonly string[];
    }
  | { readonly kind: "abort"; readonly id: number };

export type FromWorker =
  | {
      readonly kind: "callback";
      readonly id: number;
      readonly name: string;
      readonly args: readonly unknown[];
    }
  | { readonly kind: "piece"; readonly id: number; readonly piece: unknown }
  | { readonly kind: "done"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly error: SentError }
  | { readonly kind: "event"; readonly event: unknown }
  /** What is about to run and may never end; null when it has ended. */
  | { readonly kind: "watched"; readonly what: string | null };

/** The streams among a call's arguments, which move to the worker. */
export const streamsIn = (args: readonly unknown[]): Transferable[] =>
  args.filter((arg) => arg instanceof ReadableStream);

/** The pictures among a callback's arguments, one object deep: they move to the receiver, who closes them. */
export function picturesIn(args: readonly unknown[]): Transferable[] {
  const inside = args.flatMap((arg) =>
    typeof arg === "object" && arg !== null ? [arg, ...Object.values(arg)] : [],
  );
  return inside.filter(
    (value) => typeof ImageBitmap !== "undefined" && value instanceof ImageBitmap,
  );
}

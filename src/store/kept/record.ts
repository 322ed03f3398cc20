// A record on the disk: a part of the session with the version of its shape. Nothing that comes back is believed before it was
// checked.

import type { PlainError } from "../../base/errors.ts";
import type { KeptPart } from "./part.ts";
import { fields, isWhole, type Check } from "./shape.ts";

interface KeptRecord {
  readonly version: number;
  readonly value: unknown;
}

const isAny: Check<unknown> = (value): value is unknown => value !== undefined;
const isRecord = fields<KeptRecord>({ version: isWhole, value: isAny });

export type ReadPart<T> =
  | { readonly kind: "none" }
  | { readonly kind: "read"; readonly value: T }
  | { readonly kind: "unreadable"; readonly error: PlainError };

export const recordOf = <T>(part: KeptPart<T>, value: T): KeptRecord => ({
  version: part.version,
  value,
});

/** Reads what was found under a part's name, if anything. */
export function readRecord<T>(part: KeptPart<T>, found: unknown): ReadPart<T> {
  if (found === undefined) return { kind: "none" };
  const version = isRecord(found) ? found.version : null;
  if (isRecord(found) && version === part.version && part.isIt(found.value))
    return { kind: "read", value: found.value };
  const isNewer = version !== null && version > part.version;
  return {
    kind: "unreadable",
    error: {
      code: "kept-unreadable",
      message: `${part.words} of your last visit could not be brought back: ${isNewer ? "a newer version of this page kept it" : "what was kept of it is damaged or of an older version"}.`,
      hint: isNewer
        ? "It was set aside on this disk and comes back when this page is of that version again."
        : "It was set aside on this disk, and the page begins without it.",
    },
  };
}

/** The name of the record with the turns about a saved memory. */
export const memoryTurns = (savedId: string): string => `memory ${savedId}`;

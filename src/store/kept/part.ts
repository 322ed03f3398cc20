import type { State } from "../types.ts";
import type { Check } from "./shape.ts";

/** A part of a session that is kept on the disk. */
export interface KeptPart<T> {
  readonly name: string;
  /** Raised when a record's shape changes so that earlier pages cannot read it, or this one cannot read theirs. */
  readonly version: number;
  /** The part for readers, as in "The answers of your last visit could not be read". */
  readonly words: string;
  /** Returns what the record is made from; while all of it stays the same, nothing is written. */
  readonly inputs: (state: State) => readonly unknown[];
  readonly of: (state: State) => T;
  readonly isIt: Check<T>;
}

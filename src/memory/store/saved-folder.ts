// The folder of a saved memory, and the names of its files.

import type { SavedHead } from "./saved-head.ts";

export interface SavedFolder {
  readonly id: string;
  readonly head: SavedHead;
  /** The bytes of all its files except the head. */
  readonly bytes: number;
}

/** What earlier versions wrote in the place of a file for each record. */
export const RECORDS_FILE = "records";
export const recordFile = (chunk: number): string => `record-${chunk}`;
export const statesFile = (chunks: number): string => `states-${chunks}`;
export const entriesFile = (chunk: number): string => `entries-${chunk}`;
export const HEAD_FILE = "head.json";
export const NOTES_FILE = "notes.json";

/** The bytes of a saved memory's files except the head. */
export const savedBytes = ({ chunks, states }: Pick<SavedHead, "chunks" | "states">): number =>
  chunks.reduce((sum, { record, entries }) => sum + record.bytes + entries.bytes, 0) +
  (states?.bytes ?? 0);

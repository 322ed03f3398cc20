// A video that was read whole, or is being read. Its memory is on the host except for its part on the GPU, which is
// freed with the device or the model and attached again when it is needed.

import { AppError } from "../base/errors.ts";
import type { GrowingMemory } from "../memory/store/growing-memory.ts";
import type { EntrySpill } from "../memory/store/entry-spill.ts";
import type { VideoMemory } from "../memory/video-memory.ts";
import { attachMemory } from "../pipeline/attach-memory.ts";
import type { Reading } from "../pipeline/reading.ts";
import { checkModel, type ModelKey } from "./model-key.ts";
import type { ReadyBench } from "./turn.ts";

export interface KeptOnDisk {
  readonly growing: GrowingMemory;
  /** Whether the reader saved it; else it is removed when its video is closed. */
  isSaved: boolean;
  /** Whether the disk took no more. */
  isFull: boolean;
}

export interface HeldWhole {
  readonly kind: "whole";
  readonly id: number;
  readonly reading: Reading;
  /** The store of its detailed entries. */
  readonly store: EntrySpill;
  /** The model that read it. */
  readonly model: ModelKey;
  /** Whether its detailed entries are where it was saved. */
  readonly liesWhereSaved: boolean;
  /** How many frames and chunks the page has been sent, so that none is sent twice. */
  readonly told: { frames: number; chunks: number };
  /** Where it is written while it is read; null where it is not. */
  kept: KeptOnDisk | null;
  /** Where it was saved last, and how many of its chunks. */
  saved: { readonly id: string; readonly chunks: number } | null;
  /** Reads what has come of a live source since its last chunk; null where nothing comes. */
  catchUp: ((turn: ReadyBench) => Promise<void>) | null;
  /** What is being done with it: one thing at a time, besides questions. */
  busy: "being read" | "being saved" | null;
}

export const holdWhole = (
  parts: Omit<HeldWhole, "kind" | "id" | "told" | "kept" | "saved" | "catchUp" | "busy">,
): HeldWhole => ({
  kind: "whole",
  id: parts.reading.id,
  ...parts,
  told: { frames: 0, chunks: 0 },
  kept: null,
  saved: null,
  catchUp: null,
  busy: null,
});

/** Returns the memory, attached to this turn's device and model. @throws AppError `memory-other-model`, `memory-*`. */
export async function attachedMemory(
  { model, reading }: HeldWhole,
  turn: ReadyBench,
): Promise<VideoMemory> {
  checkModel(model, turn.model);
  await attachMemory(turn, reading);
  return reading.memory;
}

/** Checks that something was read. @throws AppError `memory-empty` while the memory holds no chunk. */
export function checkRead({ reading }: HeldWhole): void {
  if (reading.memory.records.length > 0) return;
  throw new AppError(
    "memory-empty",
    "Nothing of this video has been read yet.",
    "Wait until its first part is in.",
  );
}

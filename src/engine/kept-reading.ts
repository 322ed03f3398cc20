// What is read of a whole video is written to the disk chunk by chunk, where it was wished, so that a later visit goes on where
// this one has ended, however it has ended. A memory that nobody saved goes when its video is closed.

import { AppError, toPlainError, type PlainError } from "../base/errors.ts";
import { reasonOf } from "../disk/reason.ts";
import { isLive } from "../media/live/live-facts.ts";
import { framesRead } from "../memory/chunk-record.ts";
import { savedEntries } from "../memory/store/saved-content.ts";
import type { MemoryToSave } from "../memory/store/growing-memory.ts";
import type { SavedFolder } from "../memory/store/saved-folder.ts";
import type { SavedMemories } from "../memory/store/saved-memories.ts";
import { isReadToEnd } from "./describe-whole.ts";
import type { HeldWhole } from "./held-whole.ts";
import { parseAbout, recordShape, type SavedAbout } from "./saved-about.ts";

/** What nobody came back to for so long is removed. */
const ABANDONED_MS = 7 * 24 * 60 * 60 * 1_000;

/** Returns what of a video is to be written, as it is now. */
export function memoryToSave(video: HeldWhole, isSaved: boolean): MemoryToSave {
  const { reading, model, store } = video;
  const { source, facts, timesSec, settings, grid, framesPerStep } = reading;
  const { records: read, shape: entry, width } = reading.memory;
  const records = [...read];
  const about: SavedAbout = {
    name: source.name,
    model,
    settings,
    facts,
    // Of what was read as it happened, forgotten frames have no time any more.
    timesSec: isLive(facts) ? records.flatMap((record) => record.timesSec) : timesSec,
    grid,
    entry,
    width,
    frames: Math.min(timesSec.length, framesRead(records) * framesPerStep),
    isComplete: isReadToEnd(video),
    savedAtMs: Date.now(),
    isSaved,
  };
  return { about, records, shape: recordShape(about), entriesOf: (chunk) => store.get(chunk) };
}

/** Writes what was read since the last time. A disk that takes no more ends the keeping, not the reading. */
export async function keepRead(
  memories: SavedMemories,
  video: HeldWhole,
  onNotKept: ((error: PlainError) => void) | undefined,
): Promise<void> {
  const { kept, store } = video;
  if (kept === null || kept.isFull) return;
  try {
    const folder = await kept.growing.grow(memoryToSave(video, kept.isSaved));
    store.moveToSaved(savedEntries(memories, folder));
  } catch (thrown) {
    kept.isFull = true;
    const error = new AppError(
      "memory-not-kept",
      `What is read of ${video.reading.source.name} from here on is lost when the page is left: the browser refused to write it to this disk (${reasonOf(thrown)}).`,
      "The reading goes on. Delete a saved video or a model, or free space on the disk, then save the memory.",
    );
    onNotKept?.(toPlainError(error));
  }
}

/** Lets go of what lies on the disk of a video that is closed. */
export async function endKeeping(video: HeldWhole): Promise<void> {
  const { kept } = video;
  if (kept === null) return;
  video.kept = null; // what a reading has still to write comes too late
  if (kept.isSaved) kept.growing.release();
  else await kept.growing.remove();
}

/** Whether a memory was kept for a visit that never came. */
export function isAbandoned(folder: SavedFolder): boolean {
  try {
    const { isSaved, savedAtMs } = parseAbout(folder);
    return !isSaved && Date.now() - savedAtMs > ABANDONED_MS;
  } catch {
    return false; // opening it tells why
  }
}

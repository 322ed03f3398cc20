// Memories between visits: writes an open one to the disk, and restores a saved one without its file.

import { AppError } from "../base/errors.ts";
import { workAhead } from "../base/work-ahead.ts";
import type { ChunkRecord } from "../memory/chunk-record.ts";
import { readRecords, savedEntries } from "../memory/store/saved-content.ts";
import { notSaved, type MemoryToSave } from "../memory/store/growing-memory.ts";
import type { SavedFolder } from "../memory/store/saved-folder.ts";
import type { SavedMemories } from "../memory/store/saved-memories.ts";
import { openScratch } from "../disk/scratch.ts";
import { createEntrySpill } from "../memory/store/entry-spill.ts";
import { planReading } from "../pipeline/planned-reading.ts";
import { createReading } from "../pipeline/reading.ts";
import type { ReadReport, ReopenOptions, SavedMemory, StorageOptions } from "./api.ts";
import { attachedMemory, holdWhole, type HeldWhole, type KeptOnDisk } from "./held-whole.ts";
import { tellChunks } from "./read-whole.ts";
import { describeVideo, describeReading } from "./describe-whole.ts";
import { checkModel } from "./model-key.ts";
import { memoryToSave } from "./kept-reading.ts";
import { parseAbout, recordShape, savedMemory } from "./saved-about.ts";
import type { InTurn } from "./turn.ts";
import type { Videos } from "./videos.ts";

/** Lists memories that can be read, newest first. @throws AppError `memory-storage` when there is no disk. */
export async function listSaved(memories: SavedMemories): Promise<SavedMemory[]> {
  let folders: Awaited<ReturnType<SavedMemories["list"]>>;
  try {
    folders = await memories.list();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.name : String(cause);
    throw new AppError(
      "memory-storage",
      `Saved videos cannot be listed: the browser gives this page no disk (${reason}).`,
      "Open the page in a normal window, and allow it to keep data.",
      { cause },
    );
  }
  const all: SavedMemory[] = [];
  for (const folder of folders) {
    try {
      all.push(savedMemory(folder, parseAbout(folder)));
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
    }
  }
  return all.sort((a, b) => b.savedAtMs - a.savedAtMs);
}

/**
 * Saves a memory. An earlier save of it is deleted once the new one is complete; without anything new, it is returned.
 */
export async function saveMemory(
  memories: SavedMemories,
  video: HeldWhole,
  options: StorageOptions,
): Promise<SavedMemory> {
  const { reading, store, kept, saved: before } = video;
  const { records } = reading.memory;
  if (before?.chunks === records.length) {
    const known = await memories.find(before.id).catch(() => null);
    if (known !== null) return savedMemory(known, parseAbout(known));
  }
  const memory = memoryToSave(video, true);
  const folder = await (kept === null
    ? memories.save(memory, options)
    : saveKept(kept, memory, options));
  if (video.liesWhereSaved || kept !== null) store.moveToSaved(savedEntries(memories, folder));
  video.saved = { id: folder.id, chunks: memory.records.length };
  if (before !== null && before.id !== folder.id) {
    await memories.addNotes(folder.id, await memories.notes(before.id));
    await memories.remove(before.id);
  }
  return savedMemory(folder, parseAbout(folder));
}

/** Most of it is on the disk already. */
async function saveKept(
  kept: KeptOnDisk,
  memory: MemoryToSave,
  options: StorageOptions,
): Promise<SavedFolder> {
  try {
    const folder = await kept.growing.grow(memory, options);
    kept.isSaved = true;
    kept.isFull = false;
    return folder;
  } catch (thrown) {
    options.signal?.throwIfAborted();
    throw notSaved(memory, thrown, "What had been written of it stays until it is closed.");
  }
}

/** Deletes a saved memory. One that is open stays on the disk until it is closed, because it is read from there. */
export async function deleteSaved(
  memories: SavedMemories,
  savedId: string,
  open: HeldWhole | undefined,
): Promise<void> {
  const kept = open?.kept;
  if (open === undefined || kept === undefined || kept === null) return memories.remove(savedId);
  kept.isSaved = false;
  open.saved = null;
  await kept.growing.grow(memoryToSave(open, false));
}

export interface OpeningContext {
  readonly inTurn: InTurn;
  readonly videos: Videos;
  readonly close: (video: HeldWhole) => Promise<void>;
}

/**
 * Restores a memory. @throws AppError `memory-other-model`, `memory-damaged`, `memory-newer`, `memory-missing`; the
 * signal's reason.
 */
export async function openSaved(
  memories: SavedMemories,
  savedId: string,
  options: ReopenOptions,
  { inTurn, videos, close }: OpeningContext,
): Promise<ReadReport> {
  const { hostBytes, isKept, signal, onProgress, onOpen, onChunk } = options;
  const folder = await memories.find(savedId);
  const about = parseAbout(folder);
  const { name, model, facts, timesSec, settings, grid } = about;
  await inTurn(signal, async (turn) => checkModel(model, turn.model));
  const total = folder.head.chunks.length;
  const records: ChunkRecord[] = [];
  for await (const record of readRecords(memories, folder, recordShape(about))) {
    signal?.throwIfAborted();
    records.push(record);
    onProgress?.({ done: records.length, total });
  }
  const store = createEntrySpill({ hostBytes, openScratch, saved: savedEntries(memories, folder) });
  const source = { file: null, name };
  const plan = await inTurn(signal, async (turn) => {
    checkModel(model, turn.model);
    return planReading(turn.model, { facts, timesSec, settings, grid, store, records });
  });
  const reading = createReading({ id: videos.newId(), source, ...plan });
  const video = videos.add(holdWhole({ reading, store, model, liesWhereSaved: true }));
  try {
    const { isSaved } = about;
    if (isSaved) video.saved = { id: savedId, chunks: total };
    const growing = isKept === true ? await memories.goOn(folder) : null;
    if (growing !== null) video.kept = { growing, isSaved, isFull: false };
    await inTurn(signal, (turn) => attachedMemory(video, turn));
    onOpen?.(describeVideo(video));
    await tellFrames(video, options);
    tellChunks(video, onChunk);
    return describeReading(video);
  } catch (thrown) {
    // What could not be brought back now stays on the disk.
    video.kept?.growing.release();
    video.kept = null;
    await close(video);
    throw thrown;
  }
}

/** How many pictures are decoded at a time: browsers decode them on threads of their own. */
const PICTURES_AHEAD = 16;

/** Sends the saved pictures, without those that the browser cannot draw. */
async function tellFrames(
  { reading, told }: HeldWhole,
  { onFrame, isOnePictureEach = false }: ReopenOptions,
): Promise<void> {
  const frames = reading.memory.records.flatMap(({ timesSec, pictures }) =>
    timesSec.map((timeSec, place) => {
      const isSent = !isOnePictureEach || place === Math.floor(timesSec.length / 2);
      return { timeSec, index: told.frames++, picture: isSent ? pictures[place] : undefined };
    }),
  );
  if (onFrame === undefined) return;
  const drawn = workAhead(frames, PICTURES_AHEAD, async ({ timeSec, index, picture }) => {
    if (picture === undefined) return null;
    const thumbnail = await createImageBitmap(picture).catch(() => null);
    return thumbnail && { index, timeSec, thumbnail };
  });
  for await (const frame of drawn) if (frame !== null) onFrame(frame);
}

// Memories between visits: writes an open one to the disk, and restores a saved one without its file.

import { AppError } from "../base/errors.ts";
import { framesRead, type ChunkRecord } from "../memory/chunk-record.ts";
import { readRecords, savedEntries } from "../memory/store/saved-content.ts";
import type { SavedMemories } from "../memory/store/saved-memories.ts";
import { openScratch } from "../disk/scratch.ts";
import { createEntrySpill } from "../memory/store/entry-spill.ts";
import { createVideoMemory } from "../memory/video-memory.ts";
import { createReading } from "../pipeline/reading.ts";
import type { FrameSeen, ReadReport, SavedMemory, StorageOptions, WholeOptions } from "./api.ts";
import { attachedMemory, holdWhole, type HeldWhole } from "./held-whole.ts";
import { tellChunks } from "./read-whole.ts";
import { isReadToEnd, describeVideo, describeReading } from "./describe-whole.ts";
import { checkModel } from "./model-key.ts";
import { parseAbout, recordShape, savedMemory, type SavedAbout } from "./saved-about.ts";
import type { InTurn } from "./turn.ts";
import type { Videos } from "./videos.ts";

type ReopenOptions = WholeOptions & StorageOptions;

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
  const { reading, model, store, saved: before } = video;
  const { source, facts, timesSec, settings, grid } = reading;
  const { records, shape: entry, width } = reading.memory;
  if (before?.chunks === records.length) {
    const known = await memories.find(before.id).catch(() => null);
    if (known !== null) return savedMemory(known, parseAbout(known));
  }
  const about: SavedAbout = {
    name: source.name,
    model,
    settings,
    facts,
    timesSec,
    grid,
    entry,
    width,
    frames: framesRead(records),
    isComplete: isReadToEnd(video),
    savedAtMs: Date.now(),
  };
  const folder = await memories.save(
    {
      about,
      records,
      shape: recordShape(about),
      entriesOf: (chunk) => store.get(chunk),
    },
    options,
  );
  if (video.liesWhereSaved) store.moveToSaved(savedEntries(memories, folder));
  video.saved = { id: folder.id, chunks: records.length };
  if (before !== null) await memories.remove(before.id);
  return savedMemory(folder, about);
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
  { hostBytes, signal, onProgress, onOpen, onFrame, onChunk }: ReopenOptions,
  { inTurn, videos, close }: OpeningContext,
): Promise<ReadReport> {
  const folder = await memories.find(savedId);
  const about = parseAbout(folder);
  const { name, model, facts, timesSec, settings, grid, entry, width } = about;
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
  const memory = createVideoMemory({ shape: entry, width, settings, store, records });
  const id = videos.newId();
  const reading = createReading({ id, source, facts, timesSec, settings, grid, memory });
  const video = videos.add(holdWhole({ reading, store, model, liesWhereSaved: true }));
  try {
    video.saved = { id: savedId, chunks: total };
    await inTurn(signal, (turn) => attachedMemory(video, turn));
    onOpen?.(describeVideo(video));
    await tellFrames(video, onFrame);
    tellChunks(video, onChunk);
    return describeReading(video);
  } catch (thrown) {
    await close(video);
    throw thrown;
  }
}

/** Sends the saved pictures, without those that the browser cannot draw. */
async function tellFrames(
  { reading, told }: HeldWhole,
  onFrame: ((frame: FrameSeen) => void) | undefined,
): Promise<void> {
  for (const { timesSec, pictures } of reading.memory.records) {
    for (const [i, timeSec] of timesSec.entries()) {
      const index = told.frames++;
      const picture = pictures[i];
      if (picture === undefined || onFrame === undefined) continue;
      const thumbnail = await createImageBitmap(picture).catch(() => null);
      if (thumbnail !== null) onFrame({ index, timeSec, thumbnail });
    }
  }
}

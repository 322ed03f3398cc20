// Saved memories as files, and what is in one for people: small pictures and what was said, which need no model.

import { AppError } from "../base/errors.ts";
import { reasonOf } from "../disk/reason.ts";
import type { MemoryNotes } from "../memory/store/notes.ts";
import { packMemory, unpackMemory, wrongFile } from "../memory/store/memory-file.ts";
import { readRecords, savedParts } from "../memory/store/saved-content.ts";
import type { SavedFolder } from "../memory/store/saved-folder.ts";
import type { SavedMemories } from "../memory/store/saved-memories.ts";
import type { SavedContent, SavedMemory, StorageOptions } from "./api.ts";
import { parseAbout, recordShape, savedMemory } from "./saved-about.ts";

/** Returns a memory as a file. @throws AppError `memory-missing`, `memory-damaged`, `memory-newer`. */
export async function exportMemory(memories: SavedMemories, id: string): Promise<File> {
  const folder = await memories.find(id);
  const { name } = parseAbout(folder);
  return packMemory(memories, folder, { name, notes: await memories.notes(id) });
}

/**
 * Reads the beginning of a file and checks its records; its entries are checked when they are read.
 * @throws AppError `memory-file`, `memory-newer`; the signal's reason.
 */
export async function openMemoryFile(file: Blob, signal?: AbortSignal) {
  const { head, notes, source } = await unpackMemory(file);
  const packed: SavedFolder = { id: "", head, bytes: 0 };
  const about = await ofFile(async () => {
    const known = parseAbout(packed);
    for await (const _ of readRecords(source, packed, recordShape(known))) signal?.throwIfAborted();
    return known;
  });
  return { packed, about, notes, source };
}

/**
 * Puts a memory out of a file on the disk; one that is there already gets what else was said of it.
 * @throws AppError `memory-file`, `memory-newer`, `memory-storage`; the signal's reason.
 */
export async function importMemory(
  memories: SavedMemories,
  file: Blob,
  options: StorageOptions,
): Promise<SavedMemory> {
  const { packed, about, notes, source } = await openMemoryFile(file, options.signal);
  const { head } = packed;
  const there = (await memories.list()).find((one) => isSame(one, packed));
  if (there !== undefined) {
    const { watched } = await memories.notes(there.id);
    await memories.addNotes(there.id, watched.length === 0 ? notes : { ...notes, watched });
    const known = parseAbout(there);
    if (known.isSaved) return savedMemory(there, known);
  }
  const saved = { ...(head.about as object), isSaved: true };
  const folder = await ofFile(() =>
    memories.add({ ...head, about: saved }, savedParts(source, packed), notes, options),
  );
  return savedMemory(folder, { ...about, isSaved: true });
}

const isSame = (one: SavedFolder, other: SavedFolder): boolean =>
  JSON.stringify(one.head.chunks) === JSON.stringify(other.head.chunks);

/** Says of a file what is otherwise said of a folder of the disk. */
async function ofFile<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== "memory-damaged") throw thrown;
    const why = thrown.message.replace(/^[^:]*: /, "").replace(/\.$/, "");
    throw wrongFile(why, thrown);
  }
}

/** Adds to what was said of a memory. @throws AppError `memory-missing`, `memory-storage`. */
export async function noteSaved(
  memories: SavedMemories,
  id: string,
  notes: Partial<MemoryNotes>,
): Promise<MemoryNotes> {
  try {
    return await memories.addNotes(id, notes);
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw new AppError(
      "memory-storage",
      `What was said of the video was not kept: the browser refused to write it to this disk (${reasonOf(thrown)}).`,
      "Delete a saved video or a model, or free space on the disk.",
      { cause: thrown },
    );
  }
}

/** Returns what is in a memory for people. @throws AppError `memory-missing`, `memory-damaged`, `memory-newer`. */
export async function savedContent(memories: SavedMemories, id: string): Promise<SavedContent> {
  const folder = await memories.find(id);
  const about = parseAbout(folder);
  const frames: SavedContent["frames"][number][] = [];
  const chunks: SavedContent["chunks"][number][] = [];
  for await (const { timesSec, pictures } of readRecords(memories, folder, recordShape(about))) {
    chunks.push({ fromSec: timesSec[0] ?? 0, toSec: timesSec.at(-1) ?? 0 });
    for (const [i, timeSec] of timesSec.entries()) {
      const picture = pictures[i];
      if (picture !== undefined && PICTURES.has(picture.type)) frames.push({ timeSec, picture });
    }
  }
  return { frames, chunks, notes: await memories.notes(id) };
}

/** What this page encodes small pictures as. A file may say anything else. */
const PICTURES: ReadonlySet<string> = new Set(["image/jpeg", "image/webp", "image/png"]);

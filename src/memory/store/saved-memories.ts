// Memories on the disk for later visits, each in a folder: `record-<chunk>` (its record with its compact entries, which is all
// that a question needs at once), `entries-<chunk>` (its detailed entries, read when a question needs them), `states-<chunks>` where the
// decoder has states (those behind so many chunks), and `head.json`, written last, and anew whenever chunks have been added.

import { AppError } from "../../base/errors.ts";
import { sizeWords } from "../../base/size-words.ts";
import { createDiskFolders, type DiskFolders } from "../../disk/disk-folders.ts";
import { holdFolder, sweepFolders, tryToHold } from "../../disk/held-folder.ts";
import { reasonOf } from "../../disk/reason.ts";
import {
  growingMemory,
  notSaved,
  type GrowingMemory,
  type MemoryToSave,
  type SaveOptions,
} from "./growing-memory.ts";
import { joinNotes, type MemoryNotes, NO_NOTES, notesText, parseNotes } from "./notes.ts";
import {
  entriesFile,
  HEAD_FILE,
  NOTES_FILE,
  recordFile,
  savedBytes,
  statesFile,
  type SavedFolder,
} from "./saved-folder.ts";
import { headText, parseHead, type SavedHead } from "./saved-head.ts";
import { damaged, DELETE_HINT, missing } from "./storage-errors.ts";

/** The files of one chunk. */
export interface SavedPart {
  readonly record: Blob;
  readonly entries: Blob;
  /** The states behind it; null for all but the last, and where there are none. */
  readonly states: Blob | null;
}

export interface SavedMemories {
  /** Returns those that can be read, without damaged ones and those of later formats. */
  list(): Promise<SavedFolder[]>;
  /** Returns one. @throws AppError `memory-missing`, `memory-damaged`, `memory-newer`. */
  find(id: string): Promise<SavedFolder>;
  /**
   * Writes the memory as a whole or not at all; progress counts chunks.
   * @throws AppError `memory-storage`, what `entriesOf` throws; the signal's reason.
   */
  save(memory: MemoryToSave, options?: SaveOptions): Promise<SavedFolder>;
  /**
   * Writes a memory of another disk, whose parts come in order, as a whole or not at all; progress counts chunks.
   * @throws AppError `memory-storage`, what `parts` throws; the signal's reason.
   */
  add(
    head: SavedHead,
    parts: AsyncIterable<SavedPart>,
    notes: MemoryNotes,
    options?: SaveOptions,
  ): Promise<SavedFolder>;
  /** Returns what was said of one; nothing where that cannot be read. */
  notes(id: string): Promise<MemoryNotes>;
  /** Adds to what was said of one. @throws AppError `memory-missing`; DOMException. */
  addNotes(id: string, notes: Partial<MemoryNotes>): Promise<MemoryNotes>;
  /** Begins one that grows while its video is read. */
  begin(): Promise<GrowingMemory>;
  /** Holds one to grow further; null when somebody else holds it, and for formats that cannot grow. */
  goOn(folder: SavedFolder): Promise<GrowingMemory | null>;
  /** Returns one of its files. @throws AppError `memory-missing`, `memory-damaged`. */
  file(id: string, name: string): Promise<Blob>;
  remove(id: string): Promise<void>;
  /** Removes interrupted saves, those whose head cannot be read, and those that are waste; none that somebody holds. */
  sweep(isWaste?: (folder: SavedFolder) => boolean): Promise<void>;
}

export function createSavedMemories(
  folders: DiskFolders = createDiskFolders("memories"),
): SavedMemories {
  const find = async (id: string): Promise<SavedFolder> => {
    const file = await folders.file(id, HEAD_FILE);
    if (file === null) throw missing();
    const head = await parseHead(await file.text());
    return { id, head, bytes: savedBytes(head) };
  };

  const notes = async (id: string): Promise<MemoryNotes> =>
    parseNotes((await folders.text(id, NOTES_FILE)) ?? "") ?? NO_NOTES;

  const begin = async (): Promise<GrowingMemory> =>
    growingMemory(folders, await holdFolder(), { chunks: [], states: null });

  return {
    find,
    async list() {
      const all: SavedFolder[] = [];
      for (const id of await folders.names()) {
        const found = await find(id).catch(() => null); // opening it tells why
        if (found !== null) all.push(found);
      }
      return all;
    },
    begin,
    async goOn({ id, head }) {
      if (!head.canGrow) return null;
      const held = await tryToHold(id);
      return held && growingMemory(folders, held, head);
    },
    async save(memory, options = {}) {
      const made = await begin();
      try {
        return await made.grow(memory, options);
      } catch (thrown) {
        await folders.remove(made.id).catch(() => undefined); // the next visit sweeps it
        options.signal?.throwIfAborted();
        throw notSaved(memory, thrown, "Nothing of it was kept there.");
      } finally {
        made.release();
      }
    },
    async add(head, parts, said, { onProgress, signal } = {}) {
      const { name: id, release } = await holdFolder();
      const total = head.chunks.length;
      try {
        let done = 0;
        for await (const { record, entries, states } of parts) {
          signal?.throwIfAborted();
          await folders.write(id, entriesFile(done), [entries]);
          await folders.write(id, recordFile(done), [record]);
          done++;
          if (states !== null) await folders.write(id, statesFile(done), [states]);
          onProgress?.({ done, total });
        }
        signal?.throwIfAborted();
        await folders.write(id, NOTES_FILE, [notesText(said)]);
        await folders.write(id, HEAD_FILE, [await headText(head)]);
        return { id, head, bytes: savedBytes(head) };
      } catch (thrown) {
        await folders.remove(id).catch(() => undefined); // the next visit sweeps it
        signal?.throwIfAborted();
        throw thrown instanceof AppError ? thrown : notAdded(head, thrown);
      } finally {
        release();
      }
    },
    notes,
    async addNotes(id, later) {
      await find(id);
      const before = await notes(id);
      const joined = joinNotes(before, later);
      const text = notesText(joined);
      if (text !== notesText(before)) await folders.write(id, NOTES_FILE, [text]);
      return joined;
    },
    async file(id, name) {
      const file = await folders.file(id, name);
      if (file !== null) return file;
      // If its head is missing too, all of it was deleted; otherwise only this file is gone.
      await find(id);
      throw damaged(`The saved video is not whole: its file "${name}" is gone.`, DELETE_HINT);
    },
    remove: (id) => folders.remove(id),
    sweep: (isWaste = () => false) =>
      sweepFolders(folders, (folder) =>
        find(folder).then(
          isWaste,
          (thrown: unknown) =>
            thrown instanceof AppError &&
            (thrown.code === "memory-missing" || thrown.code === "memory-damaged"),
        ),
      ),
  };
}

const notAdded = (head: SavedHead, cause: unknown): AppError =>
  new AppError(
    "memory-storage",
    `The memory was not imported: ${sizeWords(savedBytes(head))} were wanted, and the browser refused to write them to this disk (${reasonOf(cause)}). Nothing of it was kept there.`,
    "Delete a saved video or a model, or free space on the disk, and import it again.",
    { cause },
  );

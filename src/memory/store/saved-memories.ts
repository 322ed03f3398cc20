// Memories on the disk for later visits, each in a folder: `records` (every chunk's record with its compact entries,
// which is all that a question needs at once), `entries-<chunk>` (its detailed entries, read when a question needs
// them), and `head.json`, written last.

import { AppError } from "../../base/errors.ts";
import { partOf } from "../../disk/part.ts";
import { sizeWords } from "../../base/size-words.ts";
import type { ChunkRecord } from "../chunk-record.ts";
import { pickCompact } from "../compact.ts";
import { bytesPerEntry } from "../../cache/entry-shape.ts";
import { createDiskFolders, type DiskFolders } from "../../disk/disk-folders.ts";
import { holdFolder, sweepFolders } from "../../disk/held-folder.ts";
import { packRecord, type RecordShape } from "./record-layout.ts";
import { headText, parseHead, type SavedChunk, type SavedHead } from "./saved-head.ts";
import { damaged, DELETE_HINT, missing } from "./storage-errors.ts";
import { reasonOf } from "../../disk/reason.ts";

export interface SavedFolder {
  readonly id: string;
  readonly head: SavedHead;
  /** The bytes of all its files except the head. */
  readonly bytes: number;
}

export interface MemoryToSave {
  /** Plain data of the caller. */
  readonly about: unknown;
  readonly records: readonly ChunkRecord[];
  readonly shape: RecordShape;
  readonly entriesOf: (chunk: number) => Promise<ArrayBuffer>;
}

export interface SaveOptions {
  readonly onProgress?: ((progress: { done: number; total: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
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
  /** Returns one of its files. @throws AppError `memory-missing`, `memory-damaged`. */
  file(id: string, name: string): Promise<Blob>;
  remove(id: string): Promise<void>;
  /** Removes interrupted saves, and those whose head cannot be read. */
  sweep(): Promise<void>;
}

export const RECORDS_FILE = "records";
export const entriesFile = (chunk: number): string => `entries-${chunk}`;
const HEAD_FILE = "head.json";

export function createSavedMemories(
  folders: DiskFolders = createDiskFolders("memories"),
): SavedMemories {
  const find = async (id: string): Promise<SavedFolder> => {
    const file = await folders.file(id, HEAD_FILE);
    if (file === null) throw missing();
    const head = await parseHead(await file.text());
    return { id, head, bytes: savedBytes(head.chunks) };
  };

  const write = async (folder: string, memory: MemoryToSave, options: SaveOptions) => {
    const { records, shape, entriesOf } = memory;
    const { onProgress, signal } = options;
    const chunks: SavedChunk[] = [];
    async function* recordParts(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
      for (const [i, record] of records.entries()) {
        signal?.throwIfAborted();
        const entries = await entriesOf(i);
        await folders.write(folder, entriesFile(i), [entries]);
        const bytes = await packRecord(withCompact(record, entries, shape));
        chunks.push({ record: await partOf(bytes), entries: await partOf(entries) });
        yield bytes;
        onProgress?.({ done: i + 1, total: records.length });
      }
    }
    await folders.write(folder, RECORDS_FILE, recordParts());
    signal?.throwIfAborted();
    const head = { about: memory.about, chunks };
    await folders.write(folder, HEAD_FILE, [await headText(head, records)]);
    return { id: folder, head, bytes: savedBytes(chunks) };
  };

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
    async save(memory, options = {}) {
      const { name: folder, release } = await holdFolder();
      try {
        return await write(folder, memory, options);
      } catch (thrown) {
        await folders.remove(folder).catch(() => undefined); // the next visit sweeps it
        options.signal?.throwIfAborted();
        if (thrown instanceof AppError) throw thrown;
        throw new AppError(
          "memory-storage",
          `The video was not saved: about ${sizeWords(wantedBytes(memory))} were wanted, and the browser refused to write them to this disk (${reasonOf(thrown)}). Nothing of it was kept there.`,
          "It can still be asked about. Delete a saved video or a model, or free space on the disk, and save it again.",
          { cause: thrown },
        );
      } finally {
        release();
      }
    },
    async file(id, name) {
      const file = await folders.file(id, name);
      if (file !== null) return file;
      // If its head is missing too, all of it was deleted; otherwise only this file is gone.
      await find(id);
      throw damaged(`The saved video is not whole: its file "${name}" is gone.`, DELETE_HINT);
    },
    remove: (id) => folders.remove(id),
    sweep: () =>
      sweepFolders(folders, (folder) =>
        find(folder).then(
          () => false,
          (thrown: unknown) =>
            thrown instanceof AppError &&
            (thrown.code === "memory-missing" || thrown.code === "memory-damaged"),
        ),
      ),
  };
}

/** Compact entries are put into the record, so that detailed ones need not be read before a question needs them. */
const withCompact = (record: ChunkRecord, entries: ArrayBuffer, shape: RecordShape): ChunkRecord =>
  // The first chunk's are its detailed ones.
  record.ownCompact !== null || record.index === 0
    ? record
    : { ...record, ownCompact: pickCompact(record, entries, shape.entry) };

const savedBytes = (chunks: readonly SavedChunk[]): number =>
  chunks.reduce((sum, { record, entries }) => sum + record.bytes + entries.bytes, 0);

const wantedBytes = ({ records, shape }: MemoryToSave): number =>
  records.reduce(
    (sum, { levels, frameKeys, frameBounds, frameTokens, pictures }) =>
      sum +
      (levels.detailed.length + levels.compact.length) * bytesPerEntry(shape.entry) +
      frameKeys.byteLength +
      frameBounds.byteLength +
      frameTokens.byteLength +
      pictures.reduce((bytes, { size }) => bytes + size, 0),
    0,
  );

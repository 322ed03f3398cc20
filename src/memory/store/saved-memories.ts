// Memories on the disk for later visits, each in a folder: `record-<chunk>` (its record with its compact entries, which is all
// that a question needs at once), `entries-<chunk>` (its detailed entries, read when a question needs them), `states-<chunks>` where the
// decoder has states (those behind so many chunks), and `head.json`, written last, and anew whenever chunks have been added.

import { AppError } from "../../base/errors.ts";
import { partOf } from "../../disk/part.ts";
import { sizeWords } from "../../base/size-words.ts";
import type { ChunkRecord } from "../chunk-record.ts";
import { compactRows, detailedRows, pickCompact } from "../compact.ts";
import { isForgotten } from "../forget.ts";
import { bytesPerEntry } from "../../cache/entry-shape.ts";
import { createDiskFolders, type DiskFolders } from "../../disk/disk-folders.ts";
import { holdFolder, sweepFolders, tryToHold, type HeldFolder } from "../../disk/held-folder.ts";
import { joinNotes, type MemoryNotes, NO_NOTES, notesText, parseNotes } from "./notes.ts";
import { packRecord, type RecordShape } from "./record-layout.ts";
import { FORGOTTEN, headText, parseHead, type SavedHead } from "./saved-head.ts";
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

/** A memory that is written while its video is read. It is on the disk as far as its last head says, whatever happens. */
export interface GrowingMemory {
  readonly id: string;
  /**
   * Writes the chunks that are not there yet, then the head, one call after the other.
   * @throws DOMException, what `entriesOf` throws; the signal's reason.
   */
  grow(memory: MemoryToSave, options?: SaveOptions): Promise<SavedFolder>;
  /** Lets others have it, who may remove it. */
  release(): void;
  /** Removes it from the disk. */
  remove(): Promise<void>;
}

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

/** What earlier versions wrote in the place of a file for each record. */
export const RECORDS_FILE = "records";
export const recordFile = (chunk: number): string => `record-${chunk}`;
export const statesFile = (chunks: number): string => `states-${chunks}`;
export const entriesFile = (chunk: number): string => `entries-${chunk}`;
const HEAD_FILE = "head.json";
const NOTES_FILE = "notes.json";

export function createSavedMemories(
  folders: DiskFolders = createDiskFolders("memories"),
): SavedMemories {
  const find = async (id: string): Promise<SavedFolder> => {
    const file = await folders.file(id, HEAD_FILE);
    if (file === null) throw missing();
    const head = await parseHead(await file.text());
    return { id, head, bytes: savedBytes(head) };
  };

  /** Holds a folder's memory, of which so many chunks are there. */
  const growing = (
    { name: id, release }: HeldFolder,
    known: Pick<SavedHead, "chunks" | "states">,
  ): GrowingMemory => {
    const chunks = [...known.chunks];
    let { states } = known;
    const grow = async (
      { about, records, shape, entriesOf }: MemoryToSave,
      { onProgress, signal }: SaveOptions,
    ): Promise<SavedFolder> => {
      const before = chunks.length;
      const gone: number[] = [];
      for (const [i, record] of records.entries()) {
        if (isForgotten(record)) {
          if (chunks[i]?.record.bytes !== 0) gone.push(i);
          chunks[i] = FORGOTTEN;
          continue;
        }
        if (i < chunks.length) continue;
        signal?.throwIfAborted();
        const entries = await entriesOf(i);
        const bytes = await packRecord(withCompact(record, entries, shape));
        await folders.write(id, entriesFile(i), [entries]);
        await folders.write(id, recordFile(i), [bytes]);
        chunks.push({ record: await partOf(bytes), entries: await partOf(entries) });
        onProgress?.({ done: i + 1, total: records.length });
      }
      signal?.throwIfAborted();
      const last = records.at(-1)?.states ?? null;
      if (last !== null && chunks.length > before) {
        await folders.write(id, statesFile(chunks.length), [last]);
        states = await partOf(new Uint8Array(last));
      }
      const head = { about, chunks: [...chunks], states, canGrow: true };
      await folders.write(id, HEAD_FILE, [await headText(head)]);
      // Until the head does without them, they are a part of the memory.
      for (const name of gone.flatMap((i) => [recordFile(i), entriesFile(i)])) {
        await folders.removeFile(id, name);
      }
      // What the head before named is of no use any more.
      if (states !== null && chunks.length > before)
        await folders.removeFile(id, statesFile(before));
      return { id, head, bytes: savedBytes(head) };
    };
    let last: Promise<unknown> = Promise.resolve();
    return {
      id,
      grow: (memory, options = {}) => {
        const grown = last.then(() => grow(memory, options));
        last = grown.catch(() => undefined);
        return grown;
      },
      release,
      async remove() {
        await last;
        await folders.remove(id);
        release();
      },
    };
  };

  const notes = async (id: string): Promise<MemoryNotes> =>
    parseNotes((await folders.text(id, NOTES_FILE)) ?? "") ?? NO_NOTES;

  const begin = async (): Promise<GrowingMemory> =>
    growing(await holdFolder(), { chunks: [], states: null });

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
      return held && growing(held, head);
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

/** What a failed save says; `left` is a sentence about what stays on the disk. */
export function notSaved(memory: MemoryToSave, thrown: unknown, left: string): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError(
    "memory-storage",
    `The video was not saved: about ${sizeWords(wantedBytes(memory))} were wanted, and the browser refused to write them to this disk (${reasonOf(thrown)}). ${left}`,
    "It can still be asked about. Delete a saved video or a model, or free space on the disk, and save it again.",
    { cause: thrown },
  );
}

const notAdded = (head: SavedHead, cause: unknown): AppError =>
  new AppError(
    "memory-storage",
    `The memory was not imported: ${sizeWords(savedBytes(head))} were wanted, and the browser refused to write them to this disk (${reasonOf(cause)}). Nothing of it was kept there.`,
    "Delete a saved video or a model, or free space on the disk, and import it again.",
    { cause },
  );

/** Compact entries are put into the record, so that detailed ones need not be read before a question needs them. */
const withCompact = (record: ChunkRecord, entries: ArrayBuffer, shape: RecordShape): ChunkRecord =>
  // The first chunk's are its detailed ones.
  record.ownCompact !== null || record.index === 0
    ? record
    : { ...record, ownCompact: pickCompact(record, entries, shape.entry) };

const savedBytes = ({ chunks, states }: Pick<SavedHead, "chunks" | "states">): number =>
  chunks.reduce((sum, { record, entries }) => sum + record.bytes + entries.bytes, 0) +
  (states?.bytes ?? 0);

const wantedBytes = ({ records, shape }: MemoryToSave): number =>
  records.reduce(
    (sum, record) =>
      sum +
      (detailedRows(record).length + compactRows(record).length) * bytesPerEntry(shape.entry) +
      record.frameKeys.byteLength +
      record.frameBounds.byteLength +
      record.frameTokens.byteLength +
      (record.newest?.keys.byteLength ?? 0) +
      record.pictures.reduce((bytes, { size }) => bytes + size, 0),
    0,
  );

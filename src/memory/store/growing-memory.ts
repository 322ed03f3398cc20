// A memory that is written to the disk while its video is read: the files of each chunk, then the head anew.

import { AppError } from "../../base/errors.ts";
import { sizeWords } from "../../base/size-words.ts";
import { bytesPerEntry } from "../../cache/entry-shape.ts";
import type { DiskFolders } from "../../disk/disk-folders.ts";
import type { HeldFolder } from "../../disk/held-folder.ts";
import { partOf } from "../../disk/part.ts";
import { reasonOf } from "../../disk/reason.ts";
import type { ChunkRecord } from "../chunk-record.ts";
import { compactRows, detailedRows, pickCompact } from "../compact.ts";
import { isForgotten } from "../forget.ts";
import { packRecord, type RecordShape } from "./record-layout.ts";
import {
  entriesFile,
  HEAD_FILE,
  recordFile,
  savedBytes,
  statesFile,
  type SavedFolder,
} from "./saved-folder.ts";
import { FORGOTTEN, headText, type SavedHead } from "./saved-head.ts";

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

/** Holds a folder's memory, of which so many chunks are there. */
export function growingMemory(
  folders: DiskFolders,
  { name: id, release }: HeldFolder,
  known: Pick<SavedHead, "chunks" | "states">,
): GrowingMemory {
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
    if (states !== null && chunks.length > before) await folders.removeFile(id, statesFile(before));
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

/** Compact entries are put into the record, so that detailed ones need not be read before a question needs them. */
const withCompact = (record: ChunkRecord, entries: ArrayBuffer, shape: RecordShape): ChunkRecord =>
  // The first chunk's are its detailed ones.
  record.ownCompact !== null || record.index === 0
    ? record
    : { ...record, ownCompact: pickCompact(record, entries, shape.entry) };

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

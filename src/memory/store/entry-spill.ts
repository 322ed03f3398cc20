// Detailed entries by chunk: in host memory up to a limit, and on the disk beyond it. Those of a saved memory stay
// where it was saved; once read, they are also kept in memory as long as new ones do not need the room.

import { AppError } from "../../base/errors.ts";
import { sha256Hex } from "../../base/sha256.ts";
import { partOf, type DiskPart } from "../../disk/part.ts";
import { sizeWords } from "../../base/size-words.ts";
import { DEFAULT_HOST_BYTES } from "../choices.ts";
import type { EntryStore } from "../chunk-record.ts";
import type { Scratch } from "../../disk/scratch.ts";
import { damaged } from "./storage-errors.ts";
import { reasonOf } from "../../disk/reason.ts";

/** The entries of a saved memory, checked when they are read. */
export interface SavedEntries {
  readonly chunks: number;
  /** The bytes of all its entries. */
  readonly bytes: number;
  /** Returns a chunk's entries. @throws AppError `memory-damaged`, `memory-missing`. */
  get(chunk: number): Promise<ArrayBuffer>;
}

export interface EntrySpill extends EntryStore {
  /** Makes chunks below `saved.chunks` be read from there from now on; what the host has of them are copies, which give way. */
  moveToSaved(saved: SavedEntries): void;
}

export interface EntrySpillOptions {
  /** The limit of host memory; default 512 MiB. */
  readonly hostBytes?: number | undefined;
  /** Opens the scratch folder, when the first chunk goes to the disk. */
  readonly openScratch: () => Promise<Scratch>;
  readonly saved?: SavedEntries | undefined;
}

export function createEntrySpill(options: EntrySpillOptions): EntrySpill {
  const { hostBytes = DEFAULT_HOST_BYTES } = options;
  let saved = options.saved ?? null;
  const host = new Map<number, ArrayBuffer>();
  /** Copies of saved entries, least recently read first. */
  const copies = new Map<number, ArrayBuffer>();
  const spilt = new Map<number, DiskPart>();
  let scratch: Promise<Scratch> | null = null;
  let isGone = false;
  let tail: Promise<unknown> = Promise.resolve();

  const heldBytes = (): number => sum([...host.values(), ...copies.values()]);
  const diskBytes = (): number =>
    [...spilt.values()].reduce((total, { bytes }) => total + bytes, saved?.bytes ?? 0);
  /** Drops copies, oldest first, until the host can take so many more bytes. */
  const fits = (bytes: number): boolean => {
    for (const chunk of copies.keys()) {
      if (heldBytes() + bytes <= hostBytes) break;
      copies.delete(chunk);
    }
    return heldBytes() + bytes <= hostBytes;
  };
  const nameOf = (chunk: number): string => `entries-${chunk}`;

  const spill = async (chunk: number, entries: ArrayBuffer): Promise<void> => {
    try {
      scratch ??= options.openScratch().catch((thrown: unknown) => {
        scratch = null; // the next chunk tries again
        throw thrown;
      });
      const part = await partOf(entries);
      await (await scratch).write(nameOf(chunk), entries);
      spilt.set(chunk, part);
    } catch (cause) {
      if (isGone) throw gone();
      const inMemory = sum(host.values());
      throw new AppError(
        "memory-storage",
        `The next part of the video takes ${sizeWords(entries.byteLength)} and does not fit: ${sizeWords(inMemory)} of this video are in memory, which may take ${sizeWords(hostBytes)}, ${sizeWords(diskBytes())} on the disk, and the browser refused to write more there (${reasonOf(cause)}).`,
        "What was read can be asked about. Delete a saved video or a model, or free space on the disk, then read on.",
        { cause },
      );
    }
  };

  const fetchSpilt = async (chunk: number, { bytes, sha256 }: DiskPart): Promise<ArrayBuffer> => {
    const what = `Part ${chunk + 1} of the video, which was put on the disk,`;
    const hint = "Read the video again; other parts can still be asked about.";
    let found: ArrayBuffer | null;
    try {
      found = (await (await scratch)?.read(nameOf(chunk))) ?? null;
    } catch (cause) {
      throw damaged(`${what} cannot be read (${reasonOf(cause)}).`, hint, cause);
    }
    if (isGone) throw gone();
    if (found === null) throw damaged(`${what} is no longer there.`, hint);
    if (found.byteLength !== bytes) {
      const has = sizeWords(found.byteLength);
      throw damaged(`${what} has ${has} of ${sizeWords(bytes)}.`, hint);
    }
    if ((await sha256Hex(found)) === sha256) return found;
    throw damaged(`${what} is not what was written there.`, hint);
  };

  const fetchSaved = async (chunk: number, from: SavedEntries): Promise<ArrayBuffer> => {
    const known = copies.get(chunk);
    copies.delete(chunk);
    const entries = known ?? (await from.get(chunk));
    if (!isGone && from === saved && fits(entries.byteLength)) copies.set(chunk, entries);
    return entries;
  };

  const put = async (chunk: number, entries: ArrayBuffer): Promise<void> => {
    if (isGone) throw gone();
    host.delete(chunk); // the chunk may have been read before
    spilt.delete(chunk);
    if (fits(entries.byteLength)) host.set(chunk, entries);
    else await spill(chunk, entries);
  };

  const drop = async (chunk: number): Promise<void> => {
    host.delete(chunk);
    copies.delete(chunk);
    if (spilt.delete(chunk)) await (await scratch)?.removeFile(nameOf(chunk));
  };

  return {
    moveToSaved(next) {
      saved = next;
      for (const [chunk, entries] of host) {
        if (chunk >= next.chunks) continue;
        host.delete(chunk);
        copies.set(chunk, entries);
      }
      for (const chunk of spilt.keys()) if (chunk < next.chunks) spilt.delete(chunk);
    },
    put(chunk, entries) {
      // Writes run one after the other, because a chunk that is read again may follow its own first writing.
      const done = tail.then(() => put(chunk, entries));
      tail = done.catch(() => undefined);
      return done;
    },
    drop(chunk) {
      const done = tail.then(() => drop(chunk));
      tail = done.catch(() => undefined);
      return done;
    },
    async get(chunk) {
      if (isGone) throw gone();
      const here = host.get(chunk);
      if (here !== undefined) return here;
      const there = spilt.get(chunk);
      if (there !== undefined) return fetchSpilt(chunk, there);
      if (saved !== null && chunk < saved.chunks) return fetchSaved(chunk, saved);
      throw new Error(`Missing entries of chunk ${chunk}.`);
    },
    get bytes() {
      return { host: heldBytes(), disk: diskBytes() };
    },
    async destroy() {
      if (isGone) return;
      isGone = true;
      await tail;
      for (const all of [host, copies, spilt]) all.clear();
      await (await scratch?.catch(() => null))?.remove();
    },
  };
}

const sum = (all: Iterable<ArrayBuffer>): number => {
  let bytes = 0;
  for (const { byteLength } of all) bytes += byteLength;
  return bytes;
};

const gone = (): AppError =>
  new AppError("memory-gone", "The memory of this video was closed.", "Read the video again.");

// Reads the content of a saved memory, after checking size and digest of every part against its head.

import { AppError } from "../../base/errors.ts";
import { sha256Hex } from "../../base/sha256.ts";
import { sizeWords } from "../../base/size-words.ts";
import { workAhead } from "../../base/work-ahead.ts";
import type { ChunkRecord } from "../chunk-record.ts";
import { detailedRows } from "../compact.ts";
import { forgottenRecord } from "../forget.ts";
import { bytesPerEntry } from "../../cache/entry-shape.ts";
import { LayoutError } from "./byte-reader.ts";
import { unpackRecord, type RecordShape } from "./record-layout.ts";
import type { DiskPart } from "../../disk/part.ts";
import {
  entriesFile,
  recordFile,
  RECORDS_FILE,
  statesFile,
  type SavedFolder,
} from "./saved-folder.ts";
import type { SavedMemories, SavedPart } from "./saved-memories.ts";
import type { SavedEntries } from "./entry-spill.ts";
import type { SavedHead } from "./saved-head.ts";
import { damaged, DELETE_HINT } from "./storage-errors.ts";
import { reasonOf } from "../../disk/reason.ts";

/** Where the files of a memory are. */
type Files = Pick<SavedMemories, "file">;

/** Yields the files of its parts in order, each after a check. @throws AppError `memory-missing`, `memory-damaged`. */
export async function* savedParts(
  memories: Files,
  { id, head }: SavedFolder,
): AsyncGenerator<SavedPart> {
  const recordOf = await (head.canGrow ? ownRecords : commonRecords)(memories, id, head);
  for (const [i, { record, entries }] of head.chunks.entries()) {
    if (record.bytes === 0) {
      // A forgotten chunk has no files.
      yield { record: new Blob(), entries: new Blob(), states: null };
      continue;
    }
    const what = `the record of part ${i + 1}`;
    const ofRecord = await recordOf(i, what);
    await readPart(ofRecord, record, what);
    const ofEntries = await memories.file(id, entriesFile(i));
    const detail = `the detail of part ${i + 1}`;
    checkSize(detail, ofEntries.size, entries.bytes);
    await readPart(ofEntries, entries, detail);
    const isLast = i === head.chunks.length - 1;
    const states =
      isLast && head.states !== null ? await statesOf(memories, id, head.states, i + 1) : null;
    yield { record: ofRecord, entries: ofEntries, states };
  }
}

/** How many records are read at a time: each takes several trips to the disk, which mostly wait. */
const RECORDS_AHEAD = 8;

/** Yields its records in order. @throws AppError `memory-missing`, `memory-damaged`. */
export async function* readRecords(
  memories: Files,
  { id, head }: SavedFolder,
  shape: RecordShape,
): AsyncGenerator<ChunkRecord> {
  const recordOf = await (head.canGrow ? ownRecords : commonRecords)(memories, id, head);
  yield* workAhead(head.chunks.entries(), RECORDS_AHEAD, async ([i, { record, entries }]) => {
    if (record.bytes === 0) return forgottenRecord(i);
    const what = `the record of part ${i + 1}`;
    const bytes = await readPart(await recordOf(i, what), record, what);
    try {
      const unpacked = unpackRecord(bytes, i, shape);
      const wanted = detailedRows(unpacked).length * bytesPerEntry(shape.entry);
      if (entries.bytes !== wanted) {
        throw new LayoutError(`${entries.bytes} bytes of entries, wanted ${wanted}`);
      }
      const isLast = i === head.chunks.length - 1;
      if (!isLast || head.states === null) return unpacked;
      const states = await statesOf(memories, id, head.states, i + 1);
      return { ...unpacked, states: await states.arrayBuffer() };
    } catch (cause) {
      if (!(cause instanceof LayoutError)) throw cause;
      throw damaged(
        `The saved video is damaged: ${what} makes no sense (${cause.message}).`,
        DELETE_HINT,
        cause,
      );
    }
  });
}

/** Returns the states behind so many chunks, checked. */
async function statesOf(
  memories: Files,
  id: string,
  part: DiskPart,
  chunks: number,
): Promise<Blob> {
  const what = "what goes on from its last part";
  const file = await memories.file(id, statesFile(chunks));
  checkSize(what, file.size, part.bytes);
  await readPart(file, part, what);
  return file;
}

type Records = (chunk: number, what: string) => Promise<Blob>;

async function ownRecords(memories: Files, id: string, head: SavedHead): Promise<Records> {
  return async (chunk, what) => {
    const file = await memories.file(id, recordFile(chunk));
    checkSize(what, file.size, head.chunks[chunk]?.record.bytes ?? 0);
    return file;
  };
}

async function commonRecords(memories: Files, id: string, { chunks }: SavedHead): Promise<Records> {
  const file = await memories.file(id, RECORDS_FILE);
  const ends: number[] = [];
  for (const { record } of chunks) ends.push((ends.at(-1) ?? 0) + record.bytes);
  checkSize(`its file "${RECORDS_FILE}"`, file.size, ends.at(-1) ?? 0);
  return async (chunk) => file.slice(ends[chunk - 1] ?? 0, ends[chunk]);
}

/** Returns its detailed entries, which are read and checked when they are needed. */
export function savedEntries(memories: SavedMemories, { id, head }: SavedFolder): SavedEntries {
  return {
    chunks: head.chunks.length,
    bytes: head.chunks.reduce((sum, { entries }) => sum + entries.bytes, 0),
    async get(chunk) {
      const part = head.chunks[chunk]?.entries;
      if (part === undefined) throw new Error(`Missing entries of saved chunk ${chunk}.`);
      const what = `the detail of part ${chunk + 1}`;
      try {
        const file = await memories.file(id, entriesFile(chunk));
        checkSize(what, file.size, part.bytes);
        return await readPart(file, part, what);
      } catch (thrown) {
        // A file can be deleted while it is read; its head is then missing too.
        if (thrown instanceof AppError && thrown.code === "memory-damaged") await memories.find(id);
        throw thrown;
      }
    },
  };
}

async function readPart(blob: Blob, { sha256 }: DiskPart, what: string): Promise<ArrayBuffer> {
  let bytes: ArrayBuffer;
  try {
    bytes = await blob.arrayBuffer();
  } catch (cause) {
    throw damaged(
      `The saved video is damaged: ${what} cannot be read (${reasonOf(cause)}).`,
      DELETE_HINT,
      cause,
    );
  }
  if ((await sha256Hex(bytes)) === sha256) return bytes;
  throw damaged(`The saved video is damaged: ${what} is not what was written there.`, DELETE_HINT);
}

function checkSize(what: string, has: number, wanted: number): void {
  if (has === wanted) return;
  throw damaged(
    `The saved video is damaged: ${what} has ${sizeWords(has)} of ${sizeWords(wanted)}.`,
    DELETE_HINT,
  );
}

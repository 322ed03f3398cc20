// A saved memory as one file, to keep elsewhere or to give away: numbers, small pictures and text, no code. Behind a short
// beginning come the head, which has the size and digest of every part, the notes with theirs, and the parts, chunk by chunk.
//
//   16 bytes "framewise-memory" · u32 version · u32 bytes of the head · u32 bytes of the notes (all little-endian)
//   the head (saved-head.ts) · the notes, as {"sha256": …, "notes": text} · for each chunk its record and its detailed entries
//   · the states behind the last, where there are any

import { AppError } from "../../base/errors.ts";
import { sha256Hex } from "../../base/sha256.ts";
import { sizeWords } from "../../base/size-words.ts";
import { MEMORY_ENDING } from "../choices.ts";
import { type MemoryNotes, notesText, parseNotes } from "./notes.ts";
import { savedParts } from "./saved-content.ts";
import { headText, parseHead, type SavedHead } from "./saved-head.ts";
import { entriesFile, recordFile, statesFile, type SavedFolder } from "./saved-folder.ts";
import type { SavedMemories } from "./saved-memories.ts";

const MAGIC = "framewise-memory";
const VERSION = 1;
const BEGINNING = MAGIC.length + 3 * 4;
/** The head of a day's video at a frame a second has a few megabytes. */
const MOST_TEXT = 256 * 2 ** 20;

/** What a file holds. */
export interface PackedMemory {
  readonly head: SavedHead;
  readonly notes: MemoryNotes;
  /** Gives its parts under the names that they have on the disk. */
  readonly source: Pick<SavedMemories, "file">;
}

/** Returns a memory as a file of a name, whose parts stay on the disk until it is read. @throws AppError `memory-damaged`. */
export async function packMemory(
  memories: SavedMemories,
  folder: SavedFolder,
  { name, notes }: { readonly name: string; readonly notes: MemoryNotes },
): Promise<File> {
  const parts: Blob[] = [];
  for await (const { record, entries, states } of savedParts(memories, folder))
    parts.push(record, entries, ...(states === null ? [] : [states]));
  const text = notesText(notes);
  const sha256 = await sha256Hex(new TextEncoder().encode(text));
  const head = new Blob([await headText(folder.head)]);
  const said = new Blob([JSON.stringify({ sha256, notes: text })]);
  const sizes = new DataView(new ArrayBuffer(3 * 4));
  for (const [at, value] of [VERSION, head.size, said.size].entries())
    sizes.setUint32(4 * at, value, true);
  const type = "application/octet-stream";
  return new File([MAGIC, sizes.buffer, head, said, ...parts], `${name}${MEMORY_ENDING}`, { type });
}

/** Whether a file begins as a memory's does. */
const isMemoryFile = async (file: Blob): Promise<boolean> =>
  (await file.slice(0, MAGIC.length).text()) === MAGIC;

/**
 * Reads the beginning of a file; its parts are read and checked when they are asked for.
 * @throws AppError `memory-file` for one that is none, was cut or altered, `memory-newer` for a later version's.
 */
export async function unpackMemory(file: Blob): Promise<PackedMemory> {
  const beginning = await file.slice(0, BEGINNING).arrayBuffer();
  if (beginning.byteLength < BEGINNING || !(await isMemoryFile(file)))
    throw wrongFile("it is no memory that Framewise has written");
  const sizes = new DataView(beginning, MAGIC.length);
  const [version, headBytes, noteBytes] = [0, 4, 8].map((at) => sizes.getUint32(at, true)) as [
    number,
    number,
    number,
  ];
  if (version > VERSION) throw newer(version);
  const wanted = BEGINNING + headBytes + noteBytes;
  if (version === 0 || Math.max(headBytes, noteBytes) > MOST_TEXT)
    throw wrongFile("its beginning makes no sense");
  if (file.size < wanted) throw cut(file.size, wanted);
  const head = await parseHead(await file.slice(BEGINNING, BEGINNING + headBytes).text()).catch(
    (thrown: unknown) => {
      throw thrown instanceof AppError && thrown.code === "memory-damaged"
        ? wrongFile("its head is not what was written", thrown)
        : thrown;
    },
  );
  const notes = await packedNotes(await file.slice(BEGINNING + headBytes, wanted).text());
  const places = new Map<string, Blob>();
  let at = wanted;
  for (const [chunk, { record, entries }] of head.chunks.entries()) {
    for (const [name, { bytes }] of [
      [recordFile(chunk), record],
      [entriesFile(chunk), entries],
    ] as const)
      places.set(name, file.slice(at, (at += bytes)));
  }
  if (head.states !== null)
    places.set(statesFile(head.chunks.length), file.slice(at, (at += head.states.bytes)));
  if (file.size < at) throw cut(file.size, at);
  if (file.size > at) throw wrongFile(`it has ${sizeWords(file.size - at)} too many`);
  return {
    // Its records are apart, whichever way they were on the disk that it comes from.
    head: { ...head, canGrow: true },
    notes,
    source: {
      async file(_, name) {
        const part = places.get(name);
        if (part === undefined) throw wrongFile(`its part "${name}" is missing`);
        return part;
      },
    },
  };
}

async function packedNotes(text: string): Promise<MemoryNotes> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrongFile("its notes are not what was written", cause);
  }
  const { sha256, notes } = (value ?? {}) as {
    readonly sha256?: unknown;
    readonly notes?: unknown;
  };
  if (typeof notes === "string" && sha256 === (await sha256Hex(new TextEncoder().encode(notes)))) {
    const parsed = parseNotes(notes);
    if (parsed !== null) return parsed;
  }
  throw wrongFile("its notes are not what was written");
}

const HINT =
  "Fetch the file again from where it came, or read the video again. What is on this disk has stayed as it was.";

/** What is said of a file that cannot be taken; `why` is the end of a sentence. */
export const wrongFile = (why: string, cause?: unknown): AppError =>
  new AppError("memory-file", `The memory was not imported: ${why}.`, HINT, { cause });

const cut = (has: number, wanted: number): AppError =>
  wrongFile(`its file is cut off behind ${sizeWords(has)} of ${sizeWords(wanted)}`);

const newer = (version: number): AppError =>
  new AppError(
    "memory-newer",
    `The memory's file is in format ${version}, which a later Framewise wrote; this one reads formats up to ${VERSION}.`,
    "Reload the page to get the later one.",
  );

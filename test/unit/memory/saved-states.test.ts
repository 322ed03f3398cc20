// The states behind the last chunk of a memory, on a disk that is a map: only those of the last head's chunks stay there.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DiskFolders } from "../../../src/disk/disk-folders.ts";
import type { ChunkRecord } from "../../../src/memory/chunk-record.ts";
import { packMemory, unpackMemory } from "../../../src/memory/store/memory-file.ts";
import { NO_NOTES } from "../../../src/memory/store/notes.ts";
import { readRecords, savedParts } from "../../../src/memory/store/saved-content.ts";
import type { SavedFolder } from "../../../src/memory/store/saved-folder.ts";
import { createSavedMemories } from "../../../src/memory/store/saved-memories.ts";
import { makeMemory, SHAPE } from "../../support/memory-records.ts";

const { records, entries } = makeMemory(3);
const statesBehind = (chunk: number): ArrayBuffer => Uint8Array.of(chunk, 7, 7, 7, 9).buffer;

/** The first `count` chunks, as a memory has them when the last of these was read. */
const toSave = (count: number) => ({
  about: { name: "clip.mp4" },
  records: records
    .slice(0, count)
    .map((record, i) => (i === count - 1 ? { ...record, states: statesBehind(i) } : record)),
  shape: SHAPE,
  entriesOf: (chunk: number) => Promise.resolve(entries[chunk]!),
});

function foldersInMemory(): { readonly folders: DiskFolders; readonly files: Map<string, Blob> } {
  const files = new Map<string, Blob>();
  const file: DiskFolders["file"] = async (folder, name) => files.get(`${folder}/${name}`) ?? null;
  return {
    files,
    folders: {
      file,
      names: async () => [...new Set([...files.keys()].map((path) => path.split("/")[0]!))],
      text: async (folder, name) => (await (await file(folder, name))?.text()) ?? null,
      async write(folder, name, parts) {
        const all: BlobPart[] = [];
        for await (const part of parts) all.push(part);
        files.set(`${folder}/${name}`, new Blob(all));
      },
      openFile: () => Promise.reject(new Error("No file is opened here.")),
      removeFile: async (folder, name) => void files.delete(`${folder}/${name}`),
      async remove(folder) {
        for (const path of files.keys()) if (path.startsWith(`${folder}/`)) files.delete(path);
      },
    },
  };
}

describe("the states of a saved memory", () => {
  let disk: ReturnType<typeof foldersInMemory>;
  let memories: ReturnType<typeof createSavedMemories>;
  beforeEach(() => {
    const request = (_name: string, _options: unknown, work: () => Promise<void>) => work();
    vi.stubGlobal("navigator", { locks: { request } });
    disk = foldersInMemory();
    memories = createSavedMemories(disk.folders);
  });
  afterEach(() => vi.unstubAllGlobals());

  const read = async (
    from: Parameters<typeof readRecords>[0],
    saved: SavedFolder,
  ): Promise<ChunkRecord[]> => {
    const all: ChunkRecord[] = [];
    for await (const record of readRecords(from, saved, SHAPE)) all.push(record);
    return all;
  };
  const bytesOf = (all: readonly ChunkRecord[]) =>
    all.map(({ states }) => states && [...new Uint8Array(states)]);
  const stateFiles = () =>
    [...disk.files.keys()]
      .filter((path) => path.includes("/states-"))
      .map((path) => path.slice(-8));

  it("are those behind the last chunk, as it grows and when it is read", async () => {
    const growing = await memories.begin();
    const first = await growing.grow(toSave(1));
    expect(stateFiles()).toEqual(["states-1"]);
    expect(bytesOf(await read(memories, first))).toEqual([[0, 7, 7, 7, 9]]);
    const all = await growing.grow(toSave(3));
    expect(stateFiles()).toEqual(["states-3"]);
    expect(bytesOf(await read(memories, all))).toEqual([null, null, [2, 7, 7, 7, 9]]);
    expect(all.bytes).toBe(
      all.head.chunks.reduce(
        (sum, { record, entries: { bytes } }) => sum + record.bytes + bytes,
        5,
      ),
    );
    // Nothing new: what is there stays.
    await growing.grow(toSave(3));
    expect(stateFiles()).toEqual(["states-3"]);
    expect(bytesOf(await read(memories, await memories.find(all.id)))).toHaveLength(3);
  });

  it("go with the memory as one file", async () => {
    const saved = await memories.save(toSave(3));
    const file = await packMemory(memories, saved, { name: "clip", notes: NO_NOTES });
    const { head, notes, source } = await unpackMemory(file);
    const given = { id: "given", head, bytes: 0 };
    expect(bytesOf(await read(source, given))).toEqual([null, null, [2, 7, 7, 7, 9]]);
    const added = await memories.add(head, savedParts(source, given), notes);
    expect(added.bytes).toBe(saved.bytes);
    expect(bytesOf(await read(memories, added))).toEqual([null, null, [2, 7, 7, 7, 9]]);
    const cut = file.slice(0, file.size - 1);
    await expect(unpackMemory(cut)).rejects.toMatchObject({ code: "memory-file" });
  });

  it("are told when they were altered or are gone", async () => {
    const saved = await memories.save(toSave(2));
    const path = `${saved.id}/states-2`;
    disk.files.set(path, new Blob([Uint8Array.of(1, 7, 7, 8, 9)]));
    await expect(read(memories, saved)).rejects.toMatchObject({
      code: "memory-damaged",
      message: expect.stringMatching(/goes on from its last part is not what was written/),
    });
    disk.files.delete(path);
    await expect(read(memories, saved)).rejects.toMatchObject({ code: "memory-damaged" });
  });
});

// Where detailed entries go: the host up to its limit, then the disk, and back unchanged or with a sentence.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDiskFolders, type DiskFolders } from "../../src/disk/disk-folders.ts";
import { openScratch, sweepScratch } from "../../src/disk/scratch.ts";
import { createEntrySpill, type EntrySpill } from "../../src/memory/store/entry-spill.ts";
import { sameBytes } from "../support/hub.ts";
import { makeMemory } from "../support/memory-records.ts";

const TOP = "test-memory-scratch";
const { entries } = makeMemory(4);
const [first, , , last] = entries.map(({ byteLength }) => byteLength);

describe("a store of detailed entries", () => {
  let folders: DiskFolders;
  const stores: EntrySpill[] = [];
  const open = (hostBytes: number, disk = folders): EntrySpill => {
    const store = createEntrySpill({ hostBytes, openScratch: () => openScratch(disk) });
    stores.push(store);
    return store;
  };
  const fill = async (store: EntrySpill): Promise<void> => {
    for (const [i, bytes] of entries.entries()) await store.put(i, bytes);
  };
  const isWhole = async (store: EntrySpill): Promise<boolean> => {
    for (const [i, bytes] of entries.entries()) {
      if (!sameBytes(new Uint8Array(await store.get(i)), new Uint8Array(bytes))) return false;
    }
    return true;
  };
  /** Writes over what the only scratch folder has of a chunk; null takes the file away. */
  const spoil = async (chunk: number, change: (bytes: Uint8Array) => Uint8Array | null) => {
    const [folder] = await folders.names();
    const name = `entries-${chunk}`;
    const bytes = new Uint8Array(await (await folders.file(folder!, name))!.arrayBuffer());
    const changed = change(bytes);
    if (changed !== null) return folders.write(folder!, name, [changed.slice()]);
    const root = await navigator.storage.getDirectory();
    await (
      await (await root.getDirectoryHandle(TOP)).getDirectoryHandle(folder!)
    ).removeEntry(name);
  };

  beforeEach(() => {
    folders = createDiskFolders(TOP);
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.destroy();
    const left = await folders.names();
    if (left.length > 0) throw new Error(`A store left ${left.join(", ")}.`);
  });

  it("keeps all on the host while there is room, and touches no disk", async () => {
    const store = open(1e6);
    await fill(store);
    expect(store.bytes).toEqual({ host: 3 * first! + last!, disk: 0 });
    expect(await isWhole(store)).toBe(true);
    expect(await folders.names()).toEqual([]);
  });

  it("puts on the disk what the host does not take, and brings it back", async () => {
    const store = open(2 * first!);
    await fill(store);
    expect(store.bytes).toEqual({ host: 2 * first!, disk: first! + last! });
    expect(await isWhole(store)).toBe(true);
    // A chunk that is read once more takes the place of its own.
    await store.put(3, entries[3]!);
    await store.put(0, entries[0]!);
    expect(store.bytes).toEqual({ host: 2 * first!, disk: first! + last! });
    expect(await isWhole(store)).toBe(true);
  });

  it.each([
    ["has a byte altered", (bytes: Uint8Array) => bytes.with(7, bytes[7]! ^ 1), /not what was/],
    ["is cut", (bytes: Uint8Array) => bytes.slice(0, 100), /has 100 bytes of/],
    ["is gone", () => null, /no longer there/],
  ])("says so when a file %s, and gives the other chunks", async (_, change, message) => {
    const store = open(first!);
    await fill(store);
    await spoil(2, change);
    await expect(store.get(2)).rejects.toMatchObject({
      code: "memory-damaged",
      message: expect.stringMatching(message),
      hint: expect.stringContaining("Read the video again"),
    });
    expect(await store.get(0)).toBe(entries[0]);
    expect(new Uint8Array(await store.get(1))).toEqual(new Uint8Array(entries[1]!));
  });

  it("says what a full disk had no room for; what was put stays, and the next try may find room", async () => {
    let room = 1;
    const tight: DiskFolders = {
      ...folders,
      write: async (...args) => {
        if (room-- <= 0) throw new DOMException("No more.", "QuotaExceededError");
        await folders.write(...args);
      },
    };
    const store = open(first!, tight);
    await store.put(0, entries[0]!);
    await store.put(1, entries[1]!);
    await expect(store.put(2, entries[2]!)).rejects.toMatchObject({
      code: "memory-storage",
      message: expect.stringMatching(
        /takes 896 bytes .* 896 bytes of this video are in memory, which may take 896 bytes, 896 bytes on the disk.*QuotaExceededError/,
      ),
      hint: expect.stringContaining("What was read can be asked about"),
    });
    expect(new Uint8Array(await store.get(1))).toEqual(new Uint8Array(entries[1]!));
    room = 2;
    await store.put(2, entries[2]!);
    await store.put(3, entries[3]!);
    expect(await isWhole(store)).toBe(true);
  });

  it("reads what was saved where it was saved, and keeps copies only while nothing new needs the room", async () => {
    let reads = 0;
    const saved = {
      chunks: 2,
      bytes: 2 * first!,
      get: async (chunk: number) => {
        reads++;
        return entries[chunk]!;
      },
    };
    const store = createEntrySpill({
      hostBytes: 2 * first!,
      openScratch: () => openScratch(folders),
      saved,
    });
    stores.push(store);
    for (const chunk of [0, 1, 0, 1]) await store.get(chunk);
    expect(reads).toBe(2);
    expect(store.bytes).toEqual({ host: 2 * first!, disk: 2 * first! });
    await store.put(2, entries[2]!);
    await store.put(3, entries[3]!);
    expect(store.bytes).toEqual({ host: first! + last!, disk: 2 * first! });
    expect(await isWhole(store)).toBe(true);
    expect(reads).toBe(4);
    store.moveToSaved({ ...saved, chunks: 4, bytes: 3 * first! + last! });
    expect(store.bytes).toEqual({ host: first! + last!, disk: 3 * first! + last! });
    // What the host has of them are copies now, which give way.
    await store.put(4, entries[0]!);
    await store.put(5, entries[1]!);
    expect(store.bytes).toEqual({ host: 2 * first!, disk: 3 * first! + last! });
  });

  it("is swept when its session is dead, and left alone while it lives", async () => {
    const alive = open(0);
    await fill(alive);
    await folders.write("of-a-dead-session", "entries-0", [entries[0]!]);
    await sweepScratch(folders);
    expect(await folders.names()).toHaveLength(1);
    expect(await isWhole(alive)).toBe(true);
    await alive.destroy();
    await expect(alive.get(0)).rejects.toMatchObject({ code: "memory-gone" });
    await expect(alive.put(0, entries[0]!)).rejects.toMatchObject({ code: "memory-gone" });
  });
});

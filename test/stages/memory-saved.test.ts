// Saved memories on the disk: what comes back is what was saved, or a sentence says why it does not.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256Hex } from "../../src/base/sha256.ts";
import type { ChunkRecord } from "../../src/memory/chunk-record.ts";
import { createDiskFolders, type DiskFolders } from "../../src/disk/disk-folders.ts";
import { compactCount, compactRows, pickCompact } from "../../src/memory/compact.ts";
import { readRecords, savedEntries } from "../../src/memory/store/saved-content.ts";
import type { SavedFolder } from "../../src/memory/store/saved-folder.ts";
import { createSavedMemories, type SavedMemories } from "../../src/memory/store/saved-memories.ts";
import { makeMemory, SHAPE } from "../support/memory-records.ts";
import { overrideQuota } from "../support/quota.ts";

const ABOUT = { name: "clip.mp4", timesSec: [0.1, 1.1] };
const { records, entries } = makeMemory(3);

interface ForgedChunk {
  readonly record: { bytes: number };
  readonly entries: { bytes: number };
}

describe("a saved memory", () => {
  let folders: DiskFolders;
  let memories: SavedMemories;
  beforeEach(() => {
    folders = createDiskFolders("test-memories");
    memories = createSavedMemories(folders);
  });
  afterEach(async () => {
    for (const name of await folders.names()) await folders.remove(name);
  });

  const toSave = {
    about: ABOUT,
    records,
    shape: SHAPE,
    entriesOf: async (chunk: number) => entries[chunk]!,
  };
  const save = (): Promise<SavedFolder> => memories.save(toSave);
  const read = async (saved: SavedFolder): Promise<ChunkRecord[]> => {
    const all: ChunkRecord[] = [];
    for await (const record of readRecords(memories, saved, SHAPE)) all.push(record);
    return all;
  };
  const change = async (
    { id }: SavedFolder,
    name: string,
    edit: (bytes: Uint8Array) => Uint8Array,
  ): Promise<void> => {
    const bytes = new Uint8Array(await (await folders.file(id, name))!.arrayBuffer());
    await folders.write(id, name, [edit(bytes).slice()]);
  };
  /** Another head, with a digest that is right for it: what a fault cannot make, a hand can. */
  const forge = async (saved: SavedFolder, edit: (chunk: ForgedChunk) => void) => {
    const text = await (await folders.file(saved.id, "head.json"))!.text();
    const { version, sha256: _, ...body } = JSON.parse(text);
    edit(body.chunks[0]);
    const sha256 = await sha256Hex(new TextEncoder().encode(JSON.stringify(body)));
    await folders.write(saved.id, "head.json", [JSON.stringify({ version, sha256, ...body })]);
  };

  it("comes back as it was, with its compact entries beside its records", async () => {
    const steps: { done: number; total: number }[] = [];
    const saved = await memories.save(toSave, { onProgress: (step) => steps.push(step) });
    expect(steps).toEqual([1, 2, 3].map((done) => ({ done, total: 3 })));
    const [listed] = await memories.list();
    expect(listed).toEqual(saved);
    expect(listed!.head.about).toEqual(ABOUT);

    const back = await read(listed!);
    for (const [i, record] of records.entries()) {
      // The first chunk's compact entries are its detailed ones.
      const ownCompact = i === 0 ? null : pickCompact(record, entries[i]!, SHAPE.entry);
      const { pictures, ...rest } = back[i]!;
      const { pictures: drawn, ...wanted } = { ...record, ownCompact };
      expect(rest).toEqual(wanted);
      expect(await pictures[0]!.text()).toBe(await drawn[0]!.text());
      expect(pictures[0]!.type).toBe("image/webp");
    }
    // Twice 2 layers of 2 heads, rows of 4 elements of 2 bytes.
    const [first] = records[1]!.levels.compact;
    expect(new Uint8Array(back[1]!.ownCompact!, 0, 8)).toEqual(
      new Uint8Array(entries[1]!, first! * 8, 8),
    );
    const detailed = savedEntries(memories, listed!);
    for (const [i, wanted] of entries.entries()) {
      expect(new Uint8Array(await detailed.get(i))).toEqual(new Uint8Array(wanted));
    }
    await memories.remove(saved.id);
    expect(await memories.list()).toEqual([]);
  });

  it("comes back with the codes of what it keeps, in a format that earlier versions know they do not", async () => {
    const made = makeMemory(3, 7, true);
    const saved = await memories.save({ ...toSave, records: made.records });
    const back = await read(saved);
    expect(back.map(({ codes }) => codes)).toEqual(made.records.map(({ codes }) => codes));
    const head = await (await folders.file(saved.id, "head.json"))!.text();
    expect(JSON.parse(head).version).toBe(5);
  });

  it("comes back with what stands between its tokens, and the keys of the newest", async () => {
    const made = makeMemory(3, 7, true, true, true);
    const saved = await memories.save({
      ...toSave,
      records: made.records,
      entriesOf: (chunk) => Promise.resolve(made.entries[chunk]!),
    });
    const back = await read(saved);
    for (const [i, record] of made.records.entries()) {
      expect(back[i]!.pieces).toEqual(record.pieces);
      expect(back[i]!.newest).toEqual(record.newest);
      expect(compactCount(back[i]!, SHAPE.entry)).toBe(compactRows(record).length);
    }
  });

  it("grows chunk by chunk, and is on the disk as far as its last head says", async () => {
    const growing = await memories.begin();
    const upTo = (count: number) => ({ ...toSave, records: records.slice(0, count) });
    await Promise.all([growing.grow(upTo(1)), growing.grow(upTo(2))]);
    await memories.sweep();
    expect(await read(await memories.find(growing.id))).toHaveLength(2);
    // A third chunk, and then no head: what a crash in between leaves.
    await folders.write(growing.id, "record-2", ["half of a rec"]);
    expect(await read(await memories.find(growing.id))).toHaveLength(2);
    const found = await memories.find(growing.id);
    expect(await memories.goOn(found)).toBeNull();
    growing.release();
    const later = (await memories.goOn(found))!;
    const steps: number[] = [];
    const whole = await later.grow(toSave, { onProgress: ({ done }) => steps.push(done) });
    expect(steps).toEqual([3]);
    expect(await read(whole)).toHaveLength(3);
    expect(new Uint8Array(await savedEntries(memories, whole).get(2))).toEqual(
      new Uint8Array(entries[2]!),
    );
    await memories.sweep(() => true);
    expect(await folders.names()).toEqual([growing.id]);
    await later.remove();
    expect(await folders.names()).toEqual([]);
  });

  it("is swept when it is waste, and nobody holds it", async () => {
    const [one, other] = [await save(), await save()];
    await memories.sweep(({ id }) => id === one.id);
    expect(await folders.names()).toEqual([other.id]);
  });

  it("reads no detailed entries to list and to open", async () => {
    const saved = await save();
    const touched = new Set<string>();
    memories = createSavedMemories({
      ...folders,
      async file(folder, name) {
        touched.add(name);
        return folders.file(folder, name);
      },
    });
    await read((await memories.list())[0]!);
    expect([...touched].toSorted()).toEqual(["head.json", "record-0", "record-1", "record-2"]);
    await savedEntries(memories, saved).get(2);
    expect(touched).toContain("entries-2");
    expect(touched).not.toContain("entries-1");
  });

  it("leaves nothing when the disk is full in the middle, and says what was wanted", async () => {
    let room = 2;
    const full: DiskFolders = {
      ...folders,
      write: async (folder, name, parts) => {
        if (name.startsWith("entries") && room-- === 0) {
          throw new DOMException("No more.", "QuotaExceededError");
        }
        await folders.write(folder, name, parts);
      },
    };
    await expect(createSavedMemories(full).save(toSave)).rejects.toMatchObject({
      code: "memory-storage",
      message: expect.stringMatching(/about \d\.\d KB were wanted.*QuotaExceededError.*Nothing/),
      hint: expect.stringContaining("can still be asked about"),
    });
    expect(await folders.names()).toEqual([]);
  });

  it("leaves nothing when the browser's own quota is used up on the way", async () => {
    const { usage = 0 } = await navigator.storage.estimate();
    try {
      await overrideQuota(usage + 1000);
      await expect(save()).rejects.toMatchObject({
        code: "memory-storage",
        message: expect.stringContaining("QuotaExceededError"),
      });
    } finally {
      await overrideQuota();
    }
    expect(await folders.names()).toEqual([]);
    await save();
  });

  it("leaves nothing when it is stopped, and when an entry cannot be had", async () => {
    const stop = new AbortController();
    const stopped = memories.save(toSave, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    const broken = memories.save({
      ...toSave,
      entriesOf: (chunk) => (chunk < 2 ? toSave.entriesOf(chunk) : Promise.reject(new Error("no"))),
    });
    await expect(broken).rejects.toMatchObject({ code: "memory-storage" });
    expect(await folders.names()).toEqual([]);
  });

  it("is not listed when it was torn, and swept; one that is being written is left alone", async () => {
    const kept = await save();
    await folders.write("torn", "entries-0", [entries[0]!]);
    await folders.write("not-json", "head.json", ["{ not JSON"]);
    await folders.write("of-the-future", "head.json", ['{"version": 6}']);
    expect((await memories.list()).map(({ id }) => id)).toEqual([kept.id]);
    const saving = memories.save({
      ...toSave,
      async entriesOf(chunk) {
        if (chunk === 1) await memories.sweep();
        return entries[chunk]!;
      },
    });
    const second = await saving;
    expect((await folders.names()).toSorted()).toEqual(
      [kept.id, second.id, "of-the-future"].toSorted(),
    );
    expect(await read(second)).toHaveLength(3);
  });

  it.each([
    ["is not JSON", "{ not JSON", "memory-damaged", /its head is not JSON/],
    ["is no object", "[]", "memory-damaged", /it has no head/],
    ["lacks its table", '{"version":1}', "memory-damaged", /head is not whole/],
    ["is of a newer format", '{"version":6}', "memory-newer", /is in format 6.*formats up to 5/],
  ])("says so when its head %s", async (_, text, code, message) => {
    const { id } = await save();
    await folders.write(id, "head.json", [text]);
    await expect(memories.find(id)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/^(Delete it and r|R)e/),
    });
    expect(await memories.list()).toEqual([]);
  });

  it("says so when a byte of its head was altered", async () => {
    const saved = await save();
    await change(saved, "head.json", (bytes) =>
      new TextEncoder().encode(new TextDecoder().decode(bytes).replace("1.1", "1.2")),
    );
    await expect(memories.find(saved.id)).rejects.toMatchObject({
      code: "memory-damaged",
      message: expect.stringContaining("head was altered"),
    });
  });

  const flip = (at: number) => (bytes: Uint8Array) => bytes.with(at, bytes[at]! ^ 4);
  const cut = (bytes: Uint8Array) => bytes.slice(0, -3);
  it.each([
    ["record-0", "altered", flip(40), /record of part 1 is not what was written/],
    ["record-0", "cut", cut, /record of part 1 has .* of/],
    ["entries-1", "altered", flip(9), /detail of part 2 is not what was written/],
    ["entries-1", "cut", cut, /detail of part 2 has 893 bytes of 896 bytes/],
  ])("says so when a byte of %s was %s", async (name, _, edit, message) => {
    const saved = await save();
    await change(saved, name, edit);
    const reading = name === "record-0" ? read(saved) : savedEntries(memories, saved).get(1);
    await expect(reading).rejects.toMatchObject({
      code: "memory-damaged",
      message: expect.stringMatching(message),
      hint: "Delete it and read the video again.",
    });
  });

  it("says so when a file is gone, and when all of it was deleted meanwhile", async () => {
    const saved = await save();
    const root = await navigator.storage.getDirectory();
    const top = await root.getDirectoryHandle("test-memories");
    await (await top.getDirectoryHandle(saved.id)).removeEntry("entries-2");
    const detailed = savedEntries(memories, saved);
    await expect(detailed.get(2)).rejects.toMatchObject({
      code: "memory-damaged",
      message: expect.stringContaining('"entries-2" is gone'),
    });
    await memories.remove(saved.id);
    for (const reading of [
      () => detailed.get(0),
      () => read(saved),
      () => memories.find(saved.id),
    ]) {
      await expect(reading()).rejects.toMatchObject({ code: "memory-missing" });
    }
  });

  it("refuses a head with wrong numbers although its digest is right", async () => {
    const saved = await save();
    await forge(saved, ({ entries }) => (entries.bytes = 64));
    await expect(read(await memories.find(saved.id))).rejects.toMatchObject({
      code: "memory-damaged",
      message: expect.stringMatching(/64 bytes of entries, wanted 896/),
    });
    await forge(saved, ({ record }) => (record.bytes += 4));
    await expect(read(await memories.find(saved.id))).rejects.toMatchObject({
      code: "memory-damaged",
    });
    await forge(saved, ({ entries }) => (entries.bytes = -1));
    await expect(memories.find(saved.id)).rejects.toMatchObject({ code: "memory-damaged" });
  });

  it("does not take a record for one of another shape", async () => {
    const saved = await save();
    for (const shape of [
      { ...SHAPE, frameTokens: 8 },
      { ...SHAPE, entry: { ...SHAPE.entry, layers: 3 } },
      { ...SHAPE, width: 5 },
      { ...SHAPE, entry: { ...SHAPE.entry, dtype: "float32" as const } },
    ]) {
      const reading = async () => {
        for await (const _ of readRecords(memories, saved, shape));
      };
      await expect(reading()).rejects.toMatchObject({
        code: "memory-damaged",
        message: expect.stringContaining("makes no sense"),
      });
    }
  });
});

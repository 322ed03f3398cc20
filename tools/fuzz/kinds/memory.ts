// Saved memories: the head, with a digest that fits what it says, and the parts that it names.

import { sha256Hex } from "../../../src/base/sha256.ts";
import type { DiskFolders } from "../../../src/disk/disk-folders.ts";
import { parseAbout, recordShape, savedMemory } from "../../../src/engine/saved-about.ts";
import { readRecords, savedEntries } from "../../../src/memory/store/saved-content.ts";
import { createSavedMemories } from "../../../src/memory/store/saved-memories.ts";
import type { Random } from "../../../src/base/random.ts";
import { joined, mutateBytes } from "../bytes.ts";
import { jsonText, mutateJson, type Json } from "../json.ts";
import { seedFile, type Kind } from "../kind.ts";

const FOLDER = "test/fixtures/earlier-version/memory";
type Bytes = Uint8Array<ArrayBuffer>;
type Head = {
  version: Json;
  sha256: string;
  about: Json;
  chunks: { record: Part; entries: Part }[];
};
type Part = { bytes: number; sha256: string };

export const MEMORY: Kind = {
  name: "memory",
  async run(random) {
    const memories = createSavedMemories(inMemory(await damaged(random)));
    await memories.list();
    const folder = await memories.find("saved");
    const about = parseAbout(folder);
    savedMemory(folder, about);
    for await (const _ of readRecords(memories, folder, recordShape(about))) void _;
    const entries = savedEntries(memories, folder);
    for (let chunk = 0; chunk < Math.min(4, entries.chunks); chunk++) await entries.get(chunk);
  },
};

/** Returns the files of a memory of which one is damaged; half of the time its digests say that it is whole. */
async function damaged(random: Random): Promise<Map<string, Bytes>> {
  const files = new Map<string, Bytes>(
    ["records", "entries-0", "entries-1"].map((name) => [name, seedFile(`${FOLDER}/${name}.bin`)]),
  );
  const head = JSON.parse(new TextDecoder().decode(seedFile(`${FOLDER}/head.json`))) as Head;
  const hit = random.pick(["about", "about", "records", "records", "head", "entries-0"]);
  let text: Bytes | null = null;
  if (hit === "about") head.about = mutateJson(random, head.about);
  else if (hit === "head") {
    text = new TextEncoder().encode(jsonText(mutateJson(random, head)));
  } else {
    await damagePart(random, files, hit, head);
  }
  if (random.chance(0.9)) head.sha256 = await bodyDigest(head);
  if (random.chance(0.5)) giveOwnRecords(files, head);
  files.set("head.json", text ?? new TextEncoder().encode(JSON.stringify(head)));
  return files;
}

async function damagePart(
  random: Random,
  files: Map<string, Bytes>,
  name: string,
  { chunks }: Head,
): Promise<void> {
  const bytes = files.get(name) ?? new Uint8Array(0);
  if (name !== "records") {
    files.set(name, mutateBytes(random, bytes));
    return;
  }
  const first = chunks[0]?.record.bytes ?? 0;
  const records = [bytes.slice(0, first), bytes.slice(first)];
  const hit = random.integer(0, 1);
  records[hit] = mutateBytes(random, records[hit] ?? bytes);
  for (const [i, record] of records.entries()) {
    const part = chunks[i]?.record;
    if (part === undefined) continue;
    Object.assign(part, { bytes: record.length, sha256: await sha256Hex(record) });
  }
  files.set(name, joined(...records));
}

/** Makes of the format with all records in one file the one in which each has its own. */
function giveOwnRecords(files: Map<string, Bytes>, head: Head): void {
  const all = files.get("records") ?? new Uint8Array(0);
  let at = 0;
  for (const [chunk, part] of head.chunks.entries()) {
    const end = at + part.record.bytes;
    files.set(`record-${chunk}`, all.slice(at, end));
    at = end;
  }
  files.delete("records");
  head.version = 3;
}

const bodyDigest = ({ about, chunks }: Head): Promise<string> =>
  sha256Hex(new TextEncoder().encode(JSON.stringify({ about, chunks })));

/** One folder, named "saved", whose files are given. */
function inMemory(files: ReadonlyMap<string, Bytes>): DiskFolders {
  const readOnly = async (): Promise<never> => {
    throw new DOMException("Read only.", "NoModificationAllowedError");
  };
  const file = async (name: string): Promise<Blob | null> => {
    const bytes = files.get(name);
    return bytes === undefined ? null : new Blob([bytes]);
  };
  return {
    names: async () => ["saved"],
    file: (_, name) => file(name),
    text: async (_, name) => (await file(name))?.text() ?? null,
    write: readOnly,
    openFile: readOnly,
    removeFile: readOnly,
    remove: readOnly,
  };
}

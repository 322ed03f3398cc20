// Memories as files: cut, changed, or with digests that fit what they say.

import { sha256Hex } from "../../../src/base/sha256.ts";
import { openMemoryFile } from "../../../src/engine/memory-files.ts";
import { savedParts } from "../../../src/memory/store/saved-content.ts";
import type { Random } from "../../../src/base/random.ts";
import { joined, mutateBytes } from "../bytes.ts";
import { jsonText, mutateJson, type Json } from "../json.ts";
import { seedFile, type Kind } from "../kind.ts";

const FOLDER = "test/fixtures/earlier-version/memory";
const NOTES: Json = {
  asked: [{ question: "What?", answer: "A star.", model: "ours", timesSec: [0, 2.5] }],
  chapters: [{ chunk: 0, fromSec: 0, toSec: 8, text: "A star." }],
};

export const MEMORY_FILE: Kind = {
  name: "memory-file",
  async run(random) {
    const { packed, source } = await openMemoryFile(new Blob([await damaged(random)]));
    for await (const _ of savedParts(source, packed)) void _;
  },
};

async function damaged(random: Random): Promise<Uint8Array<ArrayBuffer>> {
  const hit = random.pick(["bytes", "end", "about", "notes", "sizes"]);
  const { about, chunks } = JSON.parse(textOf("head.json")) as { about: Json; chunks: Json };
  const body = { about: hit === "about" ? mutateJson(random, about) : about, chunks };
  const head = { version: 3, sha256: await digest(JSON.stringify(body)), ...body };
  const said = hit === "notes" ? jsonText(mutateJson(random, NOTES)) : JSON.stringify(NOTES);
  const notes = JSON.stringify({ sha256: await digest(said), notes: said });
  const file = await fileOf(JSON.stringify(head), notes);
  if (hit === "sizes")
    new DataView(file.buffer).setUint32(16 + 4 * random.integer(0, 2), wordOf(random), true);
  if (hit === "end") return file.slice(0, random.integer(0, file.length));
  return hit === "bytes" ? mutateBytes(random, file) : file;
}

const wordOf = (random: Random): number =>
  random.pick([0, 1, 2, 40, random.integer(0, 9_999), 2 ** 31, 2 ** 32 - 1]);

async function fileOf(head: string, notes: string): Promise<Uint8Array<ArrayBuffer>> {
  const [headBytes, noteBytes] = [head, notes].map((text) => new TextEncoder().encode(text)) as [
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
  ];
  const sizes = new Uint32Array([1, headBytes.length, noteBytes.length]);
  const { chunks } = JSON.parse(textOf("head.json")) as { chunks: { record: { bytes: number } }[] };
  const records = seedFile(`${FOLDER}/records.bin`);
  let at = 0;
  const parts = chunks.flatMap(({ record }, chunk) => [
    records.slice(at, (at += record.bytes)),
    seedFile(`${FOLDER}/entries-${chunk}.bin`),
  ]);
  const beginning = new TextEncoder().encode("framewise-memory");
  return joined(beginning, new Uint8Array(sizes.buffer), headBytes, noteBytes, ...parts);
}

const textOf = (name: string): string => new TextDecoder().decode(seedFile(`${FOLDER}/${name}`));

const digest = (text: string): Promise<string> => sha256Hex(new TextEncoder().encode(text));

// The header of safetensors files, and the one tensor that is read from them.

import { readSafetensor } from "../../../src/model/safetensors.ts";
import { NEWLINE_NAMES } from "../../../src/model/adapters/llava-onevision.ts";
import type { Random } from "../../../src/base/random.ts";
import { joined, mutateBytes } from "../bytes.ts";
import { jsonText, mutateJson, type Json } from "../json.ts";
import { seedFile, type Kind } from "../kind.ts";

const SEEDS = [
  "test/fixtures/exports/llava-onevision/model.safetensors",
  "public/models/framewise-shapes/model.safetensors",
];
let seeds: Uint8Array<ArrayBuffer>[] | null = null;

export const SAFETENSORS: Kind = {
  name: "safetensors",
  async run(random) {
    seeds ??= SEEDS.map(seedFile);
    const bytes = damaged(random, random.pick(seeds));
    return readSafetensor(async (from, to) => bytes.slice(from, to), NEWLINE_NAMES);
  },
};

function damaged(random: Random, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (random.chance(0.5)) return mutateBytes(random, bytes);
  const end = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, end))) as Json;
  const text = new TextEncoder().encode(jsonText(mutateJson(random, header)));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  return joined(length, text, bytes.subarray(end));
}

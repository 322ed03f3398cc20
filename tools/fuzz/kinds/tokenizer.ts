// tokenizer.json and tokenizer_config.json: read, and used for a question and an answer.

import { JsonFile } from "../../../src/base/json.ts";
import { createTextStream, createTokenizer } from "../../../src/language/tokenizer.ts";
import type { Random } from "../../../src/base/random.ts";
import { mutateBytes } from "../bytes.ts";
import { seedFolders, type SeedFolder } from "../folders.ts";
import { jsonText, mutateJson, type Json } from "../json.ts";
import { seedText, type Kind } from "../kind.ts";

const FILES = ["tokenizer.json", "tokenizer_config.json"] as const;
const TEXT =
  "What   is shown\n\nat 00:05? It's “blue” – 12,345 😀 <|im_end|>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";

export const TOKENIZER: Kind = {
  name: "tokenizer",
  async run(random) {
    const folder = random.pick(seedFolders().filter((one) => FILES.every((file) => one.has(file))));
    const hit = random.chance(0.85) ? FILES[0] : FILES[1];
    const [tokenizer, config] = FILES.map((file) =>
      JsonFile.parse(file, file === hit ? damaged(random, folder, file) : bytes(folder, file)),
    ) as [JsonFile, JsonFile];
    const made = createTokenizer(tokenizer, config);
    const ids = made.tokenizeControl(TEXT);
    made.tokenizePlain(TEXT);
    const stream = createTextStream(made);
    for (const id of [...ids, 0, 1, 2 ** 20]) stream.push(id);
    stream.flush();
  },
};

const bytes = (folder: SeedFolder, file: string): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(seedText(`${folder.path}/${file}`));

/** The vocabulary is most of the file and all alike, so half of the changes are made to the rest. */
function damaged(random: Random, folder: SeedFolder, file: string): Uint8Array<ArrayBuffer> {
  if (random.chance(0.1)) return mutateBytes(random, bytes(folder, file));
  const json = JSON.parse(seedText(`${folder.path}/${file}`)) as Record<string, Json>;
  const changed =
    random.chance(0.5) && file === "tokenizer.json"
      ? withParts(json, mutateJson(random, partsOf(json)))
      : mutateJson(random, json);
  return new TextEncoder().encode(jsonText(changed));
}

const PARTS = ["added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder"];

const partsOf = (json: Record<string, Json>): Json =>
  Object.fromEntries(PARTS.map((part) => [part, json[part] ?? null]));

const withParts = (json: Record<string, Json>, parts: Json): Json =>
  typeof parts === "object" && parts !== null && !Array.isArray(parts)
    ? { ...json, ...parts }
    : parts;

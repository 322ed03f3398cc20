// The JSON files that describe a model, of every family, and what the pipeline asks of them for a clip.

import { readConfig } from "../../../src/model/config.ts";
import { openFolder } from "../../../src/model/folder.ts";
import type { Random } from "../../../src/base/random.ts";
import { mutateBytes } from "../bytes.ts";
import { jsonText, mutateJson, type Json } from "../json.ts";
import { seedText, type Kind } from "../kind.ts";
import { seedFolders, type SeedFolder } from "../folders.ts";

const FILES = [
  "config.json",
  "preprocessor_config.json",
  "processor_config.json",
  "video_preprocessor_config.json",
  "generation_config.json",
];

export const CONFIG: Kind = {
  name: "config",
  async run(random) {
    const folder = random.pick(seedFolders());
    const hit = random.pick(FILES.filter((file) => folder.has(file)));
    const files = new Map<string, Blob>();
    for (const file of FILES.filter((name) => folder.has(name))) {
      files.set(
        file,
        file === hit ? damaged(random, folder, file) : new Blob([text(folder, file)]),
      );
    }
    const config = await readConfig(openFolder({ kind: "files", id: "fuzzed", files }));
    const layout = config.layout({ width: 640, height: 360 }, 8);
    const shownTimesSec = [0, 1, 2, 3, 4, 5, 6, 7];
    const timesSec = shownTimesSec.filter((_, i) => i % config.framesPerStep === 0);
    const { tokens } = layout;
    const steps = timesSec.length;
    config.pieces({ steps, tokens, timesSec, shownTimesSec, durationSec: 8, isWhole: true });
  },
};

const text = (folder: SeedFolder, file: string): string => seedText(`${folder.path}/${file}`);

function damaged(random: Random, folder: SeedFolder, file: string): Blob {
  const plain = text(folder, file);
  if (random.chance(0.15)) return new Blob([mutateBytes(random, new TextEncoder().encode(plain))]);
  return new Blob([jsonText(mutateJson(random, JSON.parse(plain) as Json))]);
}

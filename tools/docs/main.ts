// `npx tsx tools/docs/main.ts` writes the documents that are generated from the source.

import { writeFileSync } from "node:fs";
import { DOCUMENTS } from "./documents.ts";

for (const { file, text } of DOCUMENTS) {
  writeFileSync(file, await text());
  console.log(`Wrote ${file}.`);
}

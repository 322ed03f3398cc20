// `npx tsx tools/docs/main.ts`: writes the documents that are made from the source.

import { writeFileSync } from "node:fs";
import { ERRORS_FILE, errorsDocument } from "./errors-document.ts";

writeFileSync(ERRORS_FILE, await errorsDocument());
console.log(`Wrote ${ERRORS_FILE}.`);

// The documents that are generated from the source, as they should be now, in the project's format.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "oxfmt";
import { errorTable, findErrors, findNotices } from "./error-table.ts";
import { methodTables } from "./method-tables.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface GeneratedDocument {
  readonly file: string;
  readonly text: () => Promise<string>;
}

export const DOCUMENTS: readonly GeneratedDocument[] = [
  {
    file: join(ROOT, "src/base/ERRORS.md"),
    text: () => formatted(errorTable(inSource(findErrors), inSource(findNotices))),
  },
  { file: join(ROOT, "src/compression/METHODS.md"), text: () => formatted(methodTables()) },
];

/** Only the file name's ending counts. */
const formatted = async (text: string): Promise<string> => (await format("a.md", text)).code;

/** What `find` finds in all files of the source. */
const inSource = (find: typeof findErrors) =>
  readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .flatMap((file) => find(relative(ROOT, file), readFileSync(file, "utf8")));

// src/base/ERRORS.md as it should be now, in the project's format.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { errorTable, findErrors } from "./error-table.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export const ERRORS_FILE = join(ROOT, "src/base/ERRORS.md");

export function errorsDocument(): Promise<string> {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));
  const errors = files.flatMap((file) =>
    findErrors(relative(ROOT, file), readFileSync(file, "utf8")),
  );
  return format(errorTable(errors), { parser: "markdown", printWidth: 120 });
}

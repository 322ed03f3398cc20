import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { DOCUMENTS } from "../../tools/docs/documents.ts";
import { findErrors } from "../../tools/docs/error-table.ts";

describe("the documents that are made from the source", () => {
  it.each(DOCUMENTS.map(({ file, text }) => [basename(file), file, text] as const))(
    "%s says what the source says now (npx tsx tools/docs/main.ts writes it)",
    async (_, file, text) => {
      expect(readFileSync(file, "utf8")).toBe(await text());
    },
  );
});

describe("the table of errors", () => {
  it("reads literals, templates and choices", () => {
    const text = [
      'throw new AppError("one", `It is ${a ? `"${b}"` : "}"}, not\\n ${c}.`, "Do it.", { cause });',
      'new AppError("two", isLong ? "Long." : "Short.", hintOf(this))',
      "new AppError(code, words, hint)",
    ].join("\n");
    expect(findErrors("a.ts", text)).toEqual([
      { code: "one", message: "It is …, not  ….", hint: "Do it.", file: "a.ts" },
      { code: "two", message: "Long. / Short.", hint: "…", file: "a.ts" },
    ]);
  });
});

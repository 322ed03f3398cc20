import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findErrors } from "../../tools/docs/error-table.ts";
import { ERRORS_FILE, errorsDocument } from "../../tools/docs/errors-document.ts";

describe("the table of errors", () => {
  it("is what the source throws now (npx tsx tools/docs/main.ts writes it)", async () => {
    expect(readFileSync(ERRORS_FILE, "utf8")).toBe(await errorsDocument());
  });

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

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { DOCUMENTS } from "../../tools/docs/documents.ts";
import { findErrors, findNotices } from "../../tools/docs/error-table.ts";

describe("the documents that are made from the source", () => {
  it.each(DOCUMENTS.map(({ file, text }) => [basename(file), file, text] as const))(
    "%s says what the source says now (npx tsx tools/docs/main.ts writes it)",
    async (_, file, text) => {
      expect(readFileSync(file, "utf8")).toBe(await text());
    },
  );
});

describe("the documents", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const built = new Set(["dist", "docs", "lib", "node_modules", "test-results"]);
  const documents = readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith(".") && !built.has(name))
    .flatMap((entry) =>
      entry.isDirectory()
        ? readdirSync(join(root, entry.name), { recursive: true, encoding: "utf8" }).map((file) =>
            join(entry.name, file),
          )
        : [entry.name],
    )
    .filter((file) => file.endsWith(".md"));

  it.each(documents)("%s links to files that exist", (document) => {
    const text = readFileSync(join(root, document), "utf8");
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target]) => target!);
    const missing = targets.filter((target) => !existsSync(join(root, dirname(document), target)));
    expect(missing).toEqual([]);
  });
});

describe("the smallest app", () => {
  it("is shorter than 60 lines", () => {
    const app = fileURLToPath(new URL("../../examples/minimal/", import.meta.url));
    const lines = ["index.html", "main.ts", "vite.config.ts"].flatMap((file) =>
      readFileSync(join(app, file), "utf8").trimEnd().split("\n"),
    );
    expect(lines.length).toBeLessThan(60);
  });
});

describe("the tables of shaders", () => {
  it("name every shader, and no other", () => {
    const folder = fileURLToPath(new URL("../../shaders", import.meta.url));
    const shaders = readdirSync(folder).flatMap((file) =>
      file.endsWith(".wgsl") ? [basename(file, ".wgsl")] : [],
    );
    const cells = readFileSync(join(folder, "README.md"), "utf8")
      .split("\n")
      .flatMap((line) => (line.startsWith("|") ? [line.split("|")[1] ?? ""] : []));
    const named = cells.flatMap((cell) =>
      [...cell.matchAll(/`([\w-]+)`/g)].map(([, name = ""]) => name),
    );
    expect(named.sort()).toEqual(shaders.sort());
  });
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

  it("reads what the page says as plain data", () => {
    const text =
      'notify({ code: "gone", message: `${name} is gone.`, hint: "Look (again)." }, "info");';
    expect(findNotices("b.ts", text)).toEqual([
      { code: "gone", message: "… is gone.", hint: "Look (again).", file: "b.ts" },
    ]);
    expect(findErrors("b.ts", text)).toEqual([]);
  });
});

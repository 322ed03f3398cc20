// The table of all errors that a reader can meet, read from the places in the source that throw them. `npx tsx
// tools/docs/main.ts` writes it to src/base/ERRORS.md; test/unit/documents.test.ts fails when that is outdated.

export interface ThrownError {
  readonly code: string;
  /** The message, with "…" in place of values. */
  readonly message: string;
  readonly hint: string;
  /** The file that throws it, relative to the project's root. */
  readonly file: string;
}

/** Finds every `new AppError("code", …)` in the text of a file, except those whose code is not a literal. */
export function findErrors(file: string, text: string): ThrownError[] {
  const found: ThrownError[] = [];
  for (const { index } of text.matchAll(/new AppError\(/g)) {
    const [code = "", message = "", hint = ""] = readArguments(
      text,
      index + "new AppError(".length,
    );
    if (!/^"[a-z-]+"$/.test(code)) continue;
    found.push({ code: code.slice(1, -1), message: wordsOf(message), hint: wordsOf(hint), file });
  }
  return found;
}

/** Finds every `code: "code", message: …, hint: …` in the text of a file: what the page says of itself, as plain data. */
export function findNotices(file: string, text: string): ThrownError[] {
  const found: ThrownError[] = [];
  for (const { index, 0: head, 1: code = "" } of text.matchAll(
    /\bcode: "([a-z-]+)",\s*(?=message: )/g,
  )) {
    const [message = "", hint = ""] = readArguments(text, index + head.length);
    found.push({ code, message: wordsOf(message), hint: wordsOf(hint), file });
  }
  return found;
}

/** Returns the source text of a call's arguments, or of an object's fields; `from` is the index after its opening bracket. */
function readArguments(text: string, from: number): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < text.length; at++) {
    const sign = text[at] ?? "";
    if (`"'\``.includes(sign)) at = endOfLiteral(text, at);
    else if ("([{".includes(sign)) depth++;
    else if (depth > 0 && ")]}".includes(sign)) depth--;
    else if (depth === 0 && ",)}".includes(sign)) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
      if (sign !== ",") break;
    }
  }
  return parts;
}

/** Returns the index of the character that ends the literal at `at`; templates may contain further literals. */
function endOfLiteral(text: string, at: number): number {
  const quote = text[at];
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === quote) return i;
    else if (quote === "`" && text.startsWith("${", i)) i = endOfValue(text, i + 2);
  }
  return text.length;
}

/** Returns the index of the bracket that ends a template's `${value}`. */
function endOfValue(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    const sign = text[i] ?? "";
    if (`"'\``.includes(sign)) i = endOfLiteral(text, i);
    else if (sign === "{") depth++;
    else if (sign === "}" && --depth === 0) return i;
  }
  return text.length;
}

/** Returns a literal as a person reads it, both branches of a choice, and "…" for everything else. */
function wordsOf(source: string): string {
  const texts: string[] = [];
  for (let at = 0; at < source.length; at++) {
    if (!`"'\``.includes(source[at] ?? "")) continue;
    const end = endOfLiteral(source, at);
    texts.push(plain(source.slice(at + 1, end)));
    at = end;
  }
  if (texts.length === 0) return "…";
  return source.includes(" ? ") ? texts.join(" / ") : texts.join("");
}

function plain(literal: string): string {
  let words = "";
  for (let at = 0; at < literal.length; at++) {
    if (literal.startsWith("${", at)) {
      at = endOfValue(literal, at + 2);
      words += "…";
    } else if (literal[at] === "\\") words += literal[++at] === "n" ? " " : (literal[at] ?? "");
    else words += literal[at] ?? "";
  }
  return words;
}

export function errorTable(
  errors: readonly ThrownError[],
  notices: readonly ThrownError[],
): string {
  return `# Errors

Every error that a person can meet is an \`AppError\` (\`errors.ts\`) with a stable code, a sentence that says what failed and
what was wanted, and one that says what to do. This table is read off the source by \`npx tsx tools/docs/main.ts\`; "…" stands
for a value, " / " between two sentences of which one is shown.

${rowsOf(errors)}

## What the page says of itself

The page says these as plain data of the same form, most of them as notices.

${rowsOf(notices)}
`;
}

function rowsOf(errors: readonly ThrownError[]): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
  const rows = errors
    .toSorted(
      (a, b) => order(a.code, b.code) || order(a.file, b.file) || order(a.message, b.message),
    )
    .map(
      ({ code, message, hint, file }) =>
        `| ${[`\`${code}\``, cell(message), cell(hint), `\`${file}\``].join(" | ")} |`,
    );
  return ["| code | what is said | what to do | said in |", "| --- | --- | --- | --- |", ...rows].join(
    "\n",
  );
}

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

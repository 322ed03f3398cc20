// Comma-separated values as RFC 4180 writes them: CRLF, quotes around cells that need them, doubled inside.

export type CsvCell = string | number | boolean | null;

/** Text that a spreadsheet would run as a formula gets an apostrophe, which spreadsheets read as "this is text". */
const guardFormula = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

function csvCell(cell: CsvCell): string {
  if (cell === null) return "";
  const text = typeof cell === "string" ? guardFormula(cell) : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The same with tabs between the cells, for the clipboard: spreadsheets put such rows into their cells. */
export function toTsv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  const cell = (value: CsvCell): string =>
    value === null ? "" : guardFormula(String(value).replaceAll(/\s+/g, " ").trim());
  return [header, ...rows].map((row) => row.map(cell).join("\t")).join("\n");
}

/** One line a row, the header first; null is an empty cell. */
export function toCsv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

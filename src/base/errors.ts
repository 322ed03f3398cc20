// One class of errors for everything that can go wrong outside the program. Each error carries a stable code, a
// sentence for the reader and the next step; all three survive the trip from the worker to the page.

/** An error as plain data, as events carry it. */
export interface PlainError {
  /** The stable code, such as "video-codec"; ERRORS.md lists all. */
  readonly code: string;
  /** A sentence for people: what failed, and what was wanted. */
  readonly message: string;
  /** A sentence for people: what to do next. */
  readonly hint: string;
}

/** An error whose cause is outside the program. `message` says what failed and was wanted, `hint` what to do next. */
export class AppError extends Error implements PlainError {
  /** The class's name. */
  override readonly name = "AppError";
  /** The stable code, such as "video-codec"; ERRORS.md lists all. */
  readonly code: string;
  /** A sentence for people: what to do next. */
  readonly hint: string;

  constructor(code: string, message: string, hint: string, options?: { cause?: unknown }) {
    super(shortened(message), options);
    this.code = code;
    this.hint = hint;
  }
}

/** The longest message, in characters: what it quotes may come from a file. */
const MOST_CHARACTERS = 600;

const shortened = (message: string): string =>
  message.length <= MOST_CHARACTERS ? message : `${message.slice(0, MOST_CHARACTERS)} …`;

/** What Chrome and Firefox, and Safari, say when the file of a dynamic import cannot be had. */
const PART_MISSING = /dynamically imported module|Importing a module script failed/i;
const REPORT_HINT =
  "Reload the page and try again; if it happens again, report it with the text above.";

/** Turns any thrown value into plain data that `postMessage` can carry. Aborts get the code "aborted". */
export function toPlainError(thrown: unknown): PlainError {
  if (thrown instanceof AppError) {
    return { code: thrown.code, message: thrown.message, hint: thrown.hint };
  }
  if (isAbort(thrown)) return { code: "aborted", message: "Stopped.", hint: "" };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (PART_MISSING.test(message)) {
    return {
      code: "page-part",
      message: "A part of this page could not be loaded.",
      hint: "Reload the page: a newer version has probably taken its place since it was opened. If that does not help, check the connection.",
    };
  }
  return { code: "unexpected", message: `Unexpected failure: ${message}`, hint: REPORT_HINT };
}

/** Turns plain data back into an error on the other side of the worker border; the inverse of `toPlainError`. */
export function fromPlainError(plain: PlainError): Error {
  if (plain.code === "aborted") return new DOMException("Stopped.", "AbortError");
  return new AppError(plain.code, plain.message, plain.hint);
}

/** Whether `thrown` is the DOMException that an aborted signal throws. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === "AbortError";
}

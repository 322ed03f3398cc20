// One family of errors for everything the world can do wrong. Each carries a stable code, the sentence a
// person reads and the next step; both survive the trip from the worker to the page.

export interface PlainError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Something outside the program went wrong. `message` says what failed and what was wanted, `hint` what to do. */
export class AppError extends Error implements PlainError {
  override readonly name = "AppError";
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

const REPORT_HINT =
  "Reload the page and try again; if it happens again, report it with the text above.";

/** Any thrown value as plain data that `postMessage` can carry. Aborts keep the code "aborted". */
export function toPlainError(thrown: unknown): PlainError {
  if (thrown instanceof AppError) {
    return { code: thrown.code, message: thrown.message, hint: thrown.hint };
  }
  if (isAbort(thrown)) return { code: "aborted", message: "Stopped.", hint: "" };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "unexpected", message: `Unexpected failure: ${message}`, hint: REPORT_HINT };
}

/** The inverse of `toPlainError`, on the other side of the border. */
export function fromPlainError(plain: PlainError): Error {
  if (plain.code === "aborted") return new DOMException("Stopped.", "AbortError");
  return new AppError(plain.code, plain.message, plain.hint);
}

/** True for the DOMException that an aborted signal throws. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === "AbortError";
}

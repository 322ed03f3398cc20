// Tells which errors leave nothing to do on the page: there is a graphics adapter, and no model can run on it.

import type { PlainError } from "../../base/errors.ts";

const PAGE_CODES: ReadonlySet<string> = new Set(["limit-missing", "device-refused"]);

/** Whether an error concerns the whole page instead of the part in which it happened. */
export const isPageError = (error: PlainError): boolean => PAGE_CODES.has(error.code);

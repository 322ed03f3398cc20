// Which failures leave nothing to do on the page: no GPU can be reached, so no model can run.

import type { PlainError } from "../base/errors.ts";

const PAGE_CODES: ReadonlySet<string> = new Set([
  "webgpu-missing",
  "adapter-missing",
  "limit-missing",
  "device-refused",
]);

/** True for a failure that takes the whole page instead of the part in which it happened. */
export const takesThePage = (error: PlainError): boolean => PAGE_CODES.has(error.code);

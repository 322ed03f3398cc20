// Tells which errors leave nothing to do on the page: no GPU can be reached, so no model can run.

import type { PlainError } from "../../base/errors.ts";

const PAGE_CODES: ReadonlySet<string> = new Set([
  "webgpu-missing",
  "adapter-missing",
  "limit-missing",
  "device-refused",
]);

/** Whether an error concerns the whole page instead of the part in which it happened. */
export const isPageError = (error: PlainError): boolean => PAGE_CODES.has(error.code);

/** The error shown before anything is loaded, in browsers without WebGPU. */
export const NO_WEBGPU: PlainError = {
  code: "webgpu-missing",
  message: "This browser cannot reach the graphics card, so no model can run here.",
  hint: "Framewise computes on your own GPU through WebGPU, which this browser does not have.",
};

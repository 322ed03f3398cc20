// How the answer to a call comes back from the lab's page.

import type { PlainError } from "../../../src/base/errors.ts";

export type LabReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: PlainError };

// What Node asks of the lab's page, and how it comes back. The calls are the page's handlers; plain data both ways.

import type { PlainError } from "../../../src/base/errors.ts";
import type { Handlers } from "./main.ts";

export type CallName = keyof Handlers;
export type CallArgs<Name extends CallName> = Parameters<Handlers[Name]>;
export type CallValue<Name extends CallName> = Awaited<ReturnType<Handlers[Name]>>;

export type LabReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: PlainError };

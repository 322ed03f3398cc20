// The types of what Node asks of the lab's page: the page's handlers, with plain data both ways.

import type { Handlers } from "./main.ts";

export type CallName = keyof Handlers;
export type CallArgs<Name extends CallName> = Parameters<Handlers[Name]>;
export type CallValue<Name extends CallName> = Awaited<ReturnType<Handlers[Name]>>;

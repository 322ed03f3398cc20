// What the page knows of the engine behind it.

import type { PlainError } from "../../base/errors.ts";
import type { AdapterFacts } from "../../engine/api.ts";

/** The GPU behind the engine. `failed` replaces the whole page. */
export type EnginePhase =
  | { readonly phase: "starting" }
  | { readonly phase: "ready"; readonly adapter: AdapterFacts }
  | { readonly phase: "lost"; readonly reason: string }
  | { readonly phase: "recovering"; readonly step: string }
  | { readonly phase: "failed"; readonly error: PlainError };

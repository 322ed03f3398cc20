// What the package `framewise` exports: the engine, the store of models on this disk, what can be chosen of each, and the
// one class of errors. The page does not go through here: it takes the parts where they lie, some of them late.

export { AppError, isAbort } from "./base/errors.ts";
export type { PlainError } from "./base/errors.ts";
export type * from "./engine/api.ts";
export * from "./engine/catalogue.ts";
export { createEngine } from "./engine/client.ts";
export * from "./engine/models.ts";
export { createWeights } from "./engine/weights-client.ts";

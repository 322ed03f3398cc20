// An engine for many files of tests, because one that has started and compiled its kernels answers in a tenth of the time.

import type { Engine } from "../../src/engine/api.ts";
import { createEngine } from "../../src/engine/client.ts";

let shared: Engine | undefined;

/**
 * Returns the engine of this page, with whatever model the file before has left in use. Not for tests that count buffers or
 * events, or that dispose of it: what earlier files have opened lies on its device.
 */
export const sharedEngine = (): Engine => (shared ??= createEngine());

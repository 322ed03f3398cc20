// A kind of file from outside that is fuzzed.

import { join } from "node:path";
import { readUnpacked } from "../export/packed.ts";
import type { Random } from "../../src/base/random.ts";

export interface Kind {
  /** Its name on the command line. */
  readonly name: string;
  /** Makes a damaged file from the random numbers, and reads it as the page does. Only an AppError may come out. */
  run(random: Random): Promise<unknown>;
}

const ROOT = join(import.meta.dirname, "../..");

/** Reads a file of the repository, from which damaged ones are made. */
export const seedFile = (path: string): Uint8Array<ArrayBuffer> => readUnpacked(join(ROOT, path));

export const seedText = (path: string): string => new TextDecoder().decode(seedFile(path));

// Runs one damaged file, and says what is wrong with how it ended, if anything is.

import { existsSync, readFileSync } from "node:fs";
import { AppError } from "../../src/base/errors.ts";
import { Random } from "../../src/base/random.ts";
import type { Kind } from "./kind.ts";

/** The memory that one small file may take at most. */
const MOST_BYTES = 512 * 2 ** 20;
/** A sentence that fills the screen is none. */
const MOST_CHARACTERS = 1_000;

/** Returns what is wrong, or null: a file may be read, or refused by an AppError. */
export async function judge(kind: Kind, seed: number): Promise<string | null> {
  const before = peakBytes();
  const wrong = await kind.run(new Random(seed)).then(() => null, faultOf);
  const grown = peakBytes() - before;
  return wrong ?? (grown > MOST_BYTES ? `It took ${Math.round(grown / 2 ** 20)} MiB.` : null);
}

/** Of this process alone where the system says so: what it was forked from may have had more, which counts as the process's own. */
function peakBytes(): number {
  const status = "/proc/self/status";
  const own = existsSync(status) ? /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(status, "utf8")) : null;
  return Number(own?.[1] ?? process.resourceUsage().maxRSS) * 1_024;
}

function faultOf(thrown: unknown): string | null {
  if (!(thrown instanceof AppError)) {
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
  const { code, message, hint } = thrown;
  if (code === "" || message === "" || hint === "") return `${code}: "${message}" "${hint}"`;
  if (message.length <= MOST_CHARACTERS) return null;
  return `${code}: its message has ${message.length} characters: ${message.slice(0, 200)} …`;
}

// LongVideoBench's subtitles between the frames that are looked at: JSON in two forms, of which one is what a recogniser wrote.

import { AppError } from "../base/errors.ts";
import { BenchRecord } from "./records.ts";

interface Cue {
  readonly fromSec: number;
  readonly toSec: number;
  readonly text: string;
}

/** A shorter cue is shown with frames as if it were this long. */
const LEAST_SEC = 1;

/** Returns frames (null) and what is said, in their order. A cue is placed by its middle, and left out where it has no frame. */
export function spokenBetween(
  timesSec: readonly number[],
  file: string,
  source: { readonly fromSec: number; readonly durationSec: number },
): (string | null)[] {
  const line: (string | null)[] = [];
  let next = 0;
  for (const cue of cuesOf(file, source)) {
    const middle = (cue.fromSec + cue.toSec) / 2;
    for (; next < timesSec.length && (timesSec[next] ?? 0) <= middle; next++) line.push(null);
    const isShort = cue.toSec - cue.fromSec < LEAST_SEC;
    const fromSec = isShort ? middle - LEAST_SEC / 2 : cue.fromSec;
    const toSec = isShort ? middle + LEAST_SEC / 2 : cue.toSec;
    if (timesSec.some((sec) => fromSec < sec && sec < toSec)) line.push(cue.text);
  }
  return [...line, ...timesSec.slice(next).map(() => null)];
}

function cuesOf(
  file: string,
  { fromSec: before, durationSec }: { readonly fromSec: number; readonly durationSec: number },
): Cue[] {
  return listOf(file).map((value, at) => {
    const record = new BenchRecord(`subtitle ${at + 1}`, value);
    if (!record.has("timestamp")) {
      const [fromSec, toSec] = [secondsOf(record.text("start")), secondsOf(record.text("end"))];
      return { fromSec: fromSec - before, toSec: toSec - before, text: record.text("line") };
    }
    const [from, to] = record.numbersOrNull("timestamp");
    return {
      fromSec: (from ?? 0) - before,
      toSec: (to ?? durationSec) - before,
      text: record.text("text"),
    };
  });
}

function listOf(file: string): unknown[] {
  try {
    const list: unknown = JSON.parse(file);
    if (Array.isArray(list)) return list;
  } catch {
    // said below
  }
  throw new AppError(
    "bench-records",
    "A file of subtitles is not a JSON list.",
    "The file may be half downloaded or changed: fetch it again from where the benchmark is published.",
  );
}

/** "00:01:02.500" → 62.5 */
const secondsOf = (moment: string): number =>
  moment.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

// A part of a video, from one moment to another.

export interface TimeRange {
  /** Where it begins, seconds. */
  readonly fromSec: number;
  /** Where it ends, seconds; behind its beginning. */
  readonly toSec: number;
}

/** Returns the part of a stretch of time that a range covers; undefined for a range that covers nothing of it, or is none. */
export function rangeWithin(
  { startSec, endSec }: { readonly startSec: number; readonly endSec: number },
  range: TimeRange | undefined,
): TimeRange | undefined {
  if (range === undefined) return undefined;
  const fromSec = Math.max(startSec, range.fromSec);
  const toSec = Math.min(endSec, range.toSec);
  return fromSec < toSec ? { fromSec, toSec } : undefined;
}

/** Whether a range meets the stretch from the first to the last of some ascending times; it meets none where there are none. */
export const meets = ({ fromSec, toSec }: TimeRange, timesSec: readonly number[]): boolean =>
  (timesSec[0] ?? Infinity) <= toSec && (timesSec.at(-1) ?? -Infinity) >= fromSec;

export const isSameRange = (a: TimeRange | undefined, b: TimeRange | undefined): boolean =>
  a?.fromSec === b?.fromSec && a?.toSec === b?.toSec;

/** Seconds → "0:10", "0:10.5" or "1:02:03". */
function clockWords(sec: number): string {
  const tenths = Math.round(sec * 10);
  const seconds = Math.floor(tenths / 10);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const two = (value: number): string => `${value}`.padStart(2, "0");
  const clock = `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
  return tenths % 10 === 0 ? clock : `${clock}.${tenths % 10}`;
}

/** Returns "0:10–0:24", with tenths where they count. */
export const rangeWords = ({ fromSec, toSec }: TimeRange): string =>
  `${clockWords(fromSec)}–${clockWords(toSec)}`;

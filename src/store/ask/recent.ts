// Which questions about a running source are about now. Of such a question the model sees the last minute, and nothing older: a
// longer past helps to remember, and harms what is seen of now. "The last five minutes" is read with the question's other times.

import type { TimeRange } from "../../base/time-range.ts";

/** What "just" and "now" mean, seconds. */
const JUST_SEC = 60;

const JUST =
  /\b(?:just (?:now|happened|happen|did|appeared|came|changed)|did (?:\w+ )?just|has (?:\w+ )?just|right now|now|at the moment|currently|a moment ago)\b/i;

/**
 * Returns the last stretch of what was read, where a question is about it, open to what comes before the answer; null for a
 * question about everything.
 */
export const recentRange = (question: string, timesSec: readonly number[]): TimeRange | null =>
  JUST.test(question)
    ? {
        fromSec: Math.max(0, (timesSec.at(-1) ?? 0) - JUST_SEC),
        toSec: Number.MAX_SAFE_INTEGER,
      }
    : null;

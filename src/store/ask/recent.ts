// Which questions about a running source are about now. Of such a question the model sees the last minute, and nothing older: a
// longer past helps to remember, and harms what is seen of now. "The last five minutes" is read with the question's other times.

import type { TimeRange } from "../../base/time-range.ts";

/** What "just" and "now" mean, seconds. */
const JUST_SEC = 60;

const JUST =
  /\b(?:just (?:now|happened|happen|did|appeared|came|changed)|did (?:\w+ )?just|has (?:\w+ )?just|right now|now|at the moment|currently|a moment ago)\b/i;

/** Returns how many seconds before now a question is about; null for one about everything. */
export const recentSeconds = (question: string): number | null =>
  JUST.test(question) ? JUST_SEC : null;

/** Returns the last stretch of what was read, open to what comes before the answer. */
export const recentRange = (timesSec: readonly number[], sec: number): TimeRange => ({
  fromSec: Math.max(0, (timesSec.at(-1) ?? 0) - sec),
  toSec: Number.MAX_SAFE_INTEGER,
});

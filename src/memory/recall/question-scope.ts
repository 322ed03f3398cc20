// What part of a video a question names: a time ("what happens after 2:10?"), now, where it is still going on ("what just
// happened?"), all of it ("what is this about?"), or none. English only, as the models' prompts are; what is not understood names nothing, and the question's relevance decides as always.

import type { TimeRange } from "../../base/time-range.ts";

/** A time that a question names. */
export interface NamedTime extends TimeRange {
  /** The end of the range that is looked at first: that after "after" is its start. Null for all of it alike. */
  readonly towards: "start" | "end" | "middle" | null;
}

/** What a question is about. */
export interface QuestionScope {
  /** The times that it names, in their order; none where it names no time of the video. */
  readonly times: readonly NamedTime[];
  /** Whether it asks about all of the video, or of the times that it names. */
  readonly isOverview: boolean;
  /**
   * Whether it asks about what happens now, in a video that is still going on: its one time is then the last minute that was read,
   * of which the model sees all in detail, and of what was before it nothing.
   */
  readonly isNow?: true;
}

export const namesPart = ({ times, isOverview }: QuestionScope): boolean =>
  times.length > 0 || isOverview;

/** What "just" and "now" mean, seconds. A longer past helps to remember, and harms what is seen of now (SimpleStream, 2604.02317). */
const NOW_SEC = 60;

/** Seconds on both sides of a time that stands alone, as in "at 2:10". */
const AROUND_SEC = 8;

const WORDS = "one two three four five six seven eight nine ten fifteen twenty thirty forty fifty";
const VALUES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30, 40, 50];
const WORD_VALUES = new Map(WORDS.split(" ").map((word, i) => [word, VALUES[i] ?? 0]));

const UNIT_SEC: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const NUMBER = `(?:\\d+(?:\\.\\d+)?|an?|half an?|${WORDS.replaceAll(" ", "|")})`;
const UNIT = "(?:seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)";
const AMOUNT = `${NUMBER}[ -]?${UNIT}\\b(?:(?:,| and|)? ?${NUMBER}[ -]?${UNIT}\\b){0,2}`;
const CLOCK = "(?:\\d{1,2}:)?\\d{1,3}:[0-5]\\d\\b(?!:)";
const NAMED = "(?:minute|second|hour) \\d+\\b";
const TIME = `(?:${CLOCK}|${AMOUNT}|${NAMED})`;
const VIDEO = "(?:video|clip|film|movie|recording|footage|stream|episode|lecture|talk)";
const OF_VIDEO = `(?: of (?:the|this|that) (?:whole |entire )?${VIDEO})?`;

const find = (pattern: string): RegExp => new RegExp(`\\b${pattern}`, "gi");

const BETWEEN = find(`(?:between|from) (?<from>${TIME}) (?:and|to|until|till) (?<to>${TIME})`);
const DASHED = new RegExp(`(?<from>${CLOCK}) ?[-–—] ?(?<to>${CLOCK})`, "gi");
const AFTER = find(`(?:after|since|from|past|beyond) (?:the )?(?<time>${TIME})`);
const BEFORE = find(`(?:before|until|till|up to) (?:the )?(?<time>${TIME})`);
const AT = find(`(?:at|around|near|about|by|in) (?:the )?(?<time>${CLOCK}|${NAMED})`);
const AT_AMOUNT = find(`(?:at|around|near) (?:the )?(?<time>${AMOUNT})`);
const INTO = find(`(?<time>${AMOUNT}|${CLOCK}) (?:in\\b|into|mark)`);
const ALONE = new RegExp(`^\\W*(?<time>${CLOCK})\\W*$`, "gi");
const ENDS = find(
  `(?<end>first|last|final) (?<time>${AMOUNT}|minute|second|hour|half|third|quarter)`,
);
const BEGINNING = find(`(?:at|in|from) the (?:very )?(?:beginning|start)${OF_VIDEO}(?=\\W*$|[,;])`);
const ENDING = find(`(?:at|in) the (?:very )?end${OF_VIDEO}(?=\\W*$|[,;])`);
const STARTS = find(`how does (?:it|(?:the|this|that) ${VIDEO}) (?:start|begin)`);
const FINISHES = find(`how does (?:it|(?:the|this|that) ${VIDEO}) (?:end|finish)`);
const MIDDLE = find(`in the middle${OF_VIDEO}(?=\\W*$|[,;])`);

const OVERVIEWS: readonly RegExp[] = [
  find(`what(?:['’]s| is| was) (?:it|this|that|(?:this|the|that) ${VIDEO}) (?:all )?about`),
  find("(?:summari[sz]e|summary|overview|recap|gist|synopsis)\\b"),
  find(`(?:describe|tell me about) (?:this|the|that) (?:whole |entire )?${VIDEO}`),
  find(
    `what (?:all )?(?:happens|happened|is happening|goes on) (?:in|during|throughout|over) (?:this|the|that) (?:whole |entire )?${VIDEO}`,
  ),
  /^\W*(?:so )?what (?:happens|happened|is going on|['’]s going on)( here)?\W*$/gi,
  find(`(?:whole|entire) ${VIDEO}`),
  find(`throughout (?:this|the|that) ${VIDEO}`),
];

const NOW =
  /\b(?:just (?:now|happened|happen|did|appeared|came|changed)|did (?:\w+ )?just|has (?:\w+ )?just|right now|now|at the moment|currently|a moment ago)\b/i;

/**
 * Returns what a question is about, in a video whose times these are, and which is still going on or not. A time that lies outside of the video names nothing: it is
 * one of what is seen, such as a clock's.
 */
export function questionScope(
  question: string,
  { fromSec, toSec }: TimeRange,
  isGoingOn = false,
): QuestionScope {
  let text = question.toLowerCase();
  const times: NamedTime[] = [];
  /** Takes what a pattern finds out of the text, so that it is not found again by a wider one. */
  const each = (pattern: RegExp, read: (groups: Record<string, string>) => NamedTime | null) => {
    text = text.replace(pattern, (found: string, ...rest: unknown[]) => {
      const groups = rest.at(-1);
      const time = read(typeof groups === "object" ? (groups as Record<string, string>) : {});
      if (time === null || time.fromSec > toSec || time.toSec < fromSec) return found;
      times.push({
        ...time,
        fromSec: Math.max(time.fromSec, fromSec),
        toSec: Math.min(time.toSec, toSec),
      });
      return " … ";
    });
  };
  const at = (sec: number): NamedTime => ({
    fromSec: sec - AROUND_SEC,
    toSec: sec + AROUND_SEC,
    towards: "middle",
  });
  const named = (sec: number): NamedTime | null => (sec > toSec ? null : at(sec));
  const part = (from: number, to: number, towards: NamedTime["towards"] = null): NamedTime => ({
    fromSec: from,
    toSec: to,
    towards,
  });

  for (const pattern of [BETWEEN, DASHED])
    each(pattern, ({ from, to }) => part(secondsOf(from), secondsOf(to)));
  each(ENDS, ({ end, time = "" }) => {
    const length = lengthOf(time, toSec - fromSec);
    return end === "first"
      ? part(fromSec, fromSec + length)
      : part(Math.max(fromSec, toSec - length), toSec);
  });
  each(INTO, ({ time }) => named(fromSec + secondsOf(time)));
  for (const pattern of [AT, AT_AMOUNT, ALONE]) each(pattern, ({ time }) => named(secondsOf(time)));
  each(AFTER, ({ time }) => part(secondsOf(time), toSec, "start"));
  each(BEFORE, ({ time }) => part(fromSec, secondsOf(time), "end"));
  for (const pattern of [BEGINNING, STARTS])
    each(pattern, () => part(fromSec, fromSec + 2 * AROUND_SEC, "start"));
  for (const pattern of [ENDING, FINISHES])
    each(pattern, () => part(toSec - 2 * AROUND_SEC, toSec, "end"));
  each(MIDDLE, () => at((fromSec + toSec) / 2));

  if (isGoingOn && times.length === 0 && NOW.test(text)) {
    const now = part(Math.max(fromSec, toSec - NOW_SEC), toSec, "end");
    return { times: [now], isOverview: false, isNow: true };
  }
  const isOverview = OVERVIEWS.some((pattern) => text.search(pattern) >= 0);
  return { times: times.sort((a, b) => a.fromSec - b.fromSec), isOverview };
}

/** "2:10", "1:02:03", "two minutes and 5 s", "minute 3". */
function secondsOf(time = ""): number {
  if (time.includes(":")) return time.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
  const named = /^(minute|second|hour) (\d+)/i.exec(time);
  if (named !== null) return Number(named[2]) * unitOf(named[1]);
  let sum = 0;
  for (const [, number, unit] of time.matchAll(new RegExp(`(${NUMBER})[ -]?(${UNIT})\\b`, "gi")))
    sum += numberOf(number) * unitOf(unit);
  return sum;
}

const unitOf = (unit = ""): number => UNIT_SEC[unit.charAt(0)] ?? 0;

function numberOf(number = ""): number {
  if (number.startsWith("half")) return 0.5;
  if (number.startsWith("a")) return 1;
  return WORD_VALUES.get(number) ?? Number(number);
}

const SHARES: Readonly<Record<string, number>> = { half: 1 / 2, third: 1 / 3, quarter: 1 / 4 };

/** "two minutes", "minute", "half". */
function lengthOf(time: string, durationSec: number): number {
  const share = SHARES[time];
  if (share !== undefined) return share * durationSec;
  return /^(?:minute|second|hour)$/.test(time) ? unitOf(time) : secondsOf(time);
}

// Where the ruler's labels stand. Times map to columns through the frames themselves, so that clips with uneven
// frames keep their labels over the right pictures.

/** Steps that people count in, seconds. */
const STEPS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200,
] as const;

export interface Tick {
  readonly timeSec: number;
  /** 0 at the left edge of the tracks, 1 at the right. */
  readonly at: number;
}

/** When a clip begins and how long it is; a part of a longer recording need not begin at zero. */
export interface RulerSpan {
  readonly startSec: number;
  readonly durationSec: number;
}

interface Mark {
  readonly time: number;
  readonly at: number;
}

/** Where times are known to stand: both ends, and the frames at the centres of their columns. */
const marksOf = (times: readonly number[], { startSec, durationSec }: RulerSpan): Mark[] => [
  { time: startSec, at: 0 },
  ...times.map((time, index) => ({ time, at: (index + 0.5) / times.length })),
  { time: startSec + durationSec, at: 1 },
];

/** Returns the moment that stands at a share of the width. */
export function timeAtPlace(times: readonly number[], span: RulerSpan, at: number): number {
  const marks = marksOf(times, span);
  for (const [index, mark] of marks.entries()) {
    const next = marks[index + 1];
    if (next === undefined || at > next.at) continue;
    const share = next.at > mark.at ? (Math.max(0, at) - mark.at) / (next.at - mark.at) : 1;
    return mark.time + share * (next.time - mark.time);
  }
  return span.startSec + span.durationSec;
}

/** Share of the width at which `timeSec` stands, between the centres of the frames' columns. */
export const placeOfTime = (times: readonly number[], of: RulerSpan, timeSec: number): number =>
  placesOfTimes(times, of, [timeSec])[0] ?? 1;

/** The same of several times, ascending. */
function placesOfTimes(
  times: readonly number[],
  of: RulerSpan,
  wanted: readonly number[],
): number[] {
  const marks = marksOf(times, of);
  let index = 0;
  return wanted.map((timeSec) => {
    for (; index < marks.length - 1; index++) {
      const [mark, next] = [marks[index], marks[index + 1]];
      if (mark === undefined || next === undefined || timeSec > next.time) continue;
      const span = next.time - mark.time;
      return span > 0 ? mark.at + ((timeSec - mark.time) / span) * (next.at - mark.at) : next.at;
    }
    return 1;
  });
}

/** Returns at most `most` ticks, at a step of at least `leastSec` that people count in; the first is at the clip's start. */
export function rulerTicks(
  times: readonly number[],
  span: RulerSpan,
  most: number,
  leastSec = 0,
): Tick[] {
  const { startSec, durationSec } = span;
  const step = STEPS.find((one) => one >= leastSec && durationSec / one <= most) ?? durationSec;
  if (!(step > 0)) return [];
  const wanted: number[] = [];
  for (let count = 0; count * step < durationSec && count <= most; count++)
    wanted.push(startSec + count * step);
  const places = placesOfTimes(times, span, wanted);
  return wanted.map((timeSec, i) => ({ timeSec, at: places[i] ?? 1 }));
}

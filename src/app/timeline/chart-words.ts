// What the chart's bars and colours mean, in words: on the page, under its picture, and for those who cannot see it.

import { formatSigned } from "../values/format.ts";
import { FRAME_SCORE_WORDS } from "../values/frame-score.ts";
import { isBeyond, type BarValues } from "./bar-values.ts";

/** Fewest decimals that tell the ends of the axis apart. */
const tickWords = (value: number): string =>
  value === 0 ? "0" : value >= 10 ? value.toFixed(0) : `${Number(value.toPrecision(2))}`;

/** The ends of the axis, the upper one first; differences have a sign. */
export function axisWords({ base, mean, low, high }: BarValues): readonly [string, string] {
  if (base === "zero") return [tickWords(high), tickWords(low)];
  const signed = (value: number) => `${value > 0 ? "+" : "\u2212"}${tickWords(Math.abs(value))}`;
  return [signed(high - mean), signed(low - mean)];
}

/** A frame's score as the chart shows it, as in "novelty 0.132" or "uniqueness 0.635, 0.022 above the mean". */
export function scoreWords(bars: BarValues, index: number): string | null {
  if (bars.kind === "budget") return null;
  const value = bars.values[index] ?? 0;
  const words = `${FRAME_SCORE_WORDS[bars.kind].toLowerCase()} ${value.toFixed(3)}`;
  if (bars.base === "zero") return words;
  const distance = value - bars.mean;
  return `${words}, ${Math.abs(distance).toFixed(3)} ${distance < 0 ? "below" : "above"} the mean`;
}

/** What the bars show, as a sentence without its full stop. */
export function barWords(bars: BarValues): string {
  const { kind, base, mean, values } = bars;
  if (kind === "budget") return "Bars: tokens kept of each frame, from 0";
  const beyond = values.filter((_, index) => isBeyond(bars, index));
  const from = base === "zero" ? "from 0" : `from the mean, ${mean.toFixed(3)}`;
  const cut =
    beyond.length === 0
      ? ""
      : `; cut at the ends of the video, ${beyond.map((value) => formatSigned(value, 2)).join(" and ")}`;
  return `Bars: ${FRAME_SCORE_WORDS[kind].toLowerCase()} ${from}${cut}`;
}

/** What the colours show. */
export const colorWords = (high: number): string => `Colour: tokens kept, 0 to ${high}`;

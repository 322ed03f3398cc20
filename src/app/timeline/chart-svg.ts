// The chart as a figure for a paper: frames above their bars, as SVG, light whatever the page's colours are. Pure.

import type { Plan } from "../../engine/api.ts";
import { formatCount, formatMoment } from "../values/format.ts";
import { FRAME_SCORE_WORDS } from "../values/frame-score.ts";
import { faceScores, isBeyond, type BarValues } from "./bar-values.ts";
import { axisWords, barWords } from "./chart-words.ts";
import { faceOfGroup, pictureGroups } from "./picture-groups.ts";

/** A frame's picture as a data address, and its size. */
export interface FigurePicture {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export interface ChartFigure {
  readonly name: string;
  /** Method, retention and switches. */
  readonly words: string;
  readonly plan: Plan;
  readonly bars: BarValues;
  /** The pictures of frames, by the frame's place. */
  readonly pictures: ReadonlyMap<number, FigurePicture>;
  /** Where it was made, in a line. */
  readonly about: string;
}

const WIDTH = 1000;
const [LEFT, RIGHT] = [72, 984];
const STRIP = { top: 44, height: 60 };
const CHART = { top: 124, bottom: 284 };
const HEIGHT = 372;
const [INK, SOFT, LINE, BAR] = ["#1a1a1a", "#555555", "#bbbbbb", "#0072b2"];
/** The narrowest column that has room for its number of tokens. */
const LABEL_WIDTH = 26;

export function chartSvg({ name, words, plan, bars, pictures, about }: ChartFigure): string {
  const { kind, values, low, high } = bars;
  const column = (RIGHT - LEFT) / plan.frames.length;
  const left = (index: number): number => LEFT + index * column;
  const placeOf = (value: number): number =>
    CHART.bottom -
    Math.min(1, Math.max(0, (value - low) / (high - low))) * (CHART.bottom - CHART.top);
  const floor = placeOf(bars.base === "zero" ? 0 : bars.mean);
  const [upper, lower] = axisWords(bars);
  const every = Math.ceil(LABEL_WIDTH / column);
  const kept = `${formatCount(plan.kept)} of ${formatCount(plan.total)} tokens`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="${INK}">`,
    `<title>${escaped(`${barWords(bars)}: ${name}`)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(LEFT, 26, name, { size: 15, weight: "bold" }),
    text(RIGHT, 26, `${words}, ${kept}`, { anchor: "end", color: SOFT }),
    ...stripOf(plan, column, pictures),
    text(LEFT - 8, CHART.top + 4, upper, { anchor: "end", color: SOFT }),
    text(LEFT - 8, CHART.bottom + 4, lower, { anchor: "end", color: SOFT }),
    `<text transform="translate(16 ${(CHART.top + CHART.bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(kind === "budget" ? "Budget" : FRAME_SCORE_WORDS[kind])}</text>`,
    ...plan.frames.flatMap(({ budget, timeSec }, index) => {
      const end = placeOf(values[index] ?? 0);
      const inset = Math.min(3, column / 6);
      const middle = left(index) + column / 2;
      return [
        `<rect x="${at(left(index) + inset)}" y="${at(Math.min(end, floor))}" width="${at(column - 2 * inset)}" height="${at(Math.abs(floor - end))}" fill="${BAR}"/>`,
        ...(isBeyond(bars, index)
          ? [
              `<rect x="${at(left(index))}" y="${CHART.top + 8}" width="${at(column)}" height="3" fill="#ffffff"/>`,
            ]
          : []),
        ...(index % every === 0
          ? [text(middle, CHART.bottom + 18, formatCount(budget), { anchor: "middle" })]
          : []),
        ...(index % (every * 2) === 0
          ? [
              text(middle, CHART.bottom + 34, formatMoment(timeSec), {
                anchor: "middle",
                color: SOFT,
              }),
            ]
          : []),
      ];
    }),
    `<path d="M${LEFT} ${at(floor)}H${RIGHT}" stroke="${LINE}"/>`,
    text(LEFT, HEIGHT - 32, `${barWords(bars)}. Below each: tokens kept, and its time.`),
    text(LEFT, HEIGHT - 12, about, { color: SOFT }),
    "</svg>\n",
  ].join("\n");
}

/** Whole pictures side by side; where columns are narrow one stands for several, and a line tells whose it is. */
function stripOf(plan: Plan, column: number, pictures: ChartFigure["pictures"]): string[] {
  const [{ width, height } = { width: 16, height: 9 }] = pictures.values();
  const pictureWidth = (width / Math.max(1, height)) * STRIP.height;
  const scores = faceScores(plan);
  return pictureGroups(plan.frames.length, column, pictureWidth).flatMap((group) => {
    const face = faceOfGroup(group, [], scores);
    const picture = pictures.get(face);
    if (picture === undefined) return [];
    const box = { x: LEFT + group.from * column + 1, width: group.span * column - 2 };
    return [
      `<image href="${picture.url}" x="${at(box.x)}" y="${STRIP.top}" width="${at(box.width)}" height="${STRIP.height}"/>`,
      ...(group.span > 1
        ? [
            `<rect x="${at(LEFT + face * column + 1)}" y="${STRIP.top + STRIP.height + 3}" width="${at(column - 2)}" height="3" fill="${SOFT}"/>`,
          ]
        : []),
    ];
  });
}

interface TextStyle {
  readonly anchor?: "start" | "middle" | "end";
  readonly color?: string;
  readonly size?: number;
  readonly weight?: string;
}

function text(x: number, y: number, words: string, style: TextStyle = {}): string {
  const { anchor = "start", color = INK, size = 12, weight = "normal" } = style;
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}" fill="${color}">${escaped(words)}</text>`;
}

const at = (value: number): number => Math.round(value * 10) / 10;

const escaped = (words: string): string =>
  words
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

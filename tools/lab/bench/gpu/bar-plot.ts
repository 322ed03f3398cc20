// Bars with their names and values as SVG: light, labelled, in colours that differ for colour-blind readers too. Pure.

import { escaped, place } from "../../suites/core/line-plot.ts";

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** What is written behind the bar. */
  readonly text: string;
  /** Which of the plot's kinds it is. Default the first. */
  readonly kind?: number;
}

export interface BarPlot {
  readonly title: string;
  readonly label: string;
  /** What the colours stand for; one needs no key. */
  readonly kinds: readonly string[];
  readonly bars: readonly Bar[];
  /** The bars by which the axis is chosen; the others may reach beyond it and are cut. Default all. */
  readonly measured?: readonly Bar[];
}

const WIDTH = 860;
const BOX = { left: 250, right: 640, top: 64 };
const ROW = 17;
/** Okabe and Ito's blue, vermilion and grey. */
const COLORS = ["#0072b2", "#d55e00", "#8a8a8a"] as const;

export function barPlot({ title, label, kinds, bars, measured = bars }: BarPlot): string {
  const most = niceEnd(Math.max(0, ...measured.map(({ value }) => value)));
  const bottom = BOX.top + bars.length * ROW;
  const x = (value: number): number =>
    BOX.left + Math.min(1, value / most) * (BOX.right - BOX.left);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * most);
  const color = (kind = 0): string => COLORS[kind % COLORS.length] ?? COLORS[0];
  return [
    ...opening(title, WIDTH, bottom + 52),
    ...(kinds.length > 1 ? kinds : []).map(
      (kind, at) =>
        `<rect x="${24 + at * 270}" y="36" width="12" height="12" fill="${color(at)}"/><text x="${42 + at * 270}" y="47">${escaped(kind)}</text>`,
    ),
    ...ticks.map(
      (tick) =>
        `<path d="M${place(x(tick))} ${BOX.top - 4}V${bottom}" stroke="#dddddd"/><text x="${place(x(tick))}" y="${bottom + 18}" text-anchor="middle">${shortNumber(tick)}</text>`,
    ),
    ...bars.map(({ name, value, text, kind }, i) => {
      const top = BOX.top + i * ROW;
      return [
        `<text x="${BOX.left - 8}" y="${top + 12}" text-anchor="end">${escaped(name)}</text>`,
        `<rect x="${BOX.left}" y="${top + 2}" width="${place(Math.max(1, x(value) - BOX.left))}" height="${ROW - 5}" fill="${color(kind)}"/>`,
        `<text x="${place(x(value) + 6)}" y="${top + 12}" fill="#4a4a4a">${escaped(text)}</text>`,
      ].join("");
    }),
    `<text x="${(BOX.left + BOX.right) / 2}" y="${bottom + 40}" text-anchor="middle">${escaped(label)}</text>`,
    "</svg>\n",
  ].join("\n");
}

export interface Point {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export interface PointPlot {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly points: readonly Point[];
  /** A line y = x · slope, and what it stands for. */
  readonly line: { readonly slope: number; readonly name: string };
}

const SQUARE = { left: 90, right: 640, top: 48, bottom: 430 };
/** As many points as can be named without covering each other. */
const NAMED = 8;

/** Draws points on axes of powers of ten. Every point has its name as a tooltip; the highest have it beside them. */
export function pointPlot({ title, xLabel, yLabel, points, line }: PointPlot): string {
  const xs = powers(points.map(({ x }) => x));
  const ys = powers(points.map(({ y }) => y));
  const along = ([low, high]: Range, value: number): number =>
    (Math.log10(Math.max(value, 10 ** low)) - low) / (high - low);
  const x = (value: number): number =>
    place(SQUARE.left + along(xs, value) * (SQUARE.right - SQUARE.left));
  const y = (value: number): number =>
    place(SQUARE.bottom - along(ys, value) * (SQUARE.bottom - SQUARE.top));
  const named = [...points].sort((one, other) => other.y - one.y).slice(0, NAMED);
  // The line within the box.
  const from = Math.max(10 ** xs[0], 10 ** ys[0] / line.slope);
  const to = Math.min(10 ** xs[1], 10 ** ys[1] / line.slope);
  return [
    ...opening(title, WIDTH, 490),
    ...range(xs).map(
      (power) =>
        `<path d="M${x(10 ** power)} ${SQUARE.top}V${SQUARE.bottom}" stroke="#dddddd"/><text x="${x(10 ** power)}" y="${SQUARE.bottom + 18}" text-anchor="middle">${shortNumber(10 ** power)}</text>`,
    ),
    ...range(ys).map(
      (power) =>
        `<path d="M${SQUARE.left} ${y(10 ** power)}H${SQUARE.right}" stroke="#dddddd"/><text x="${SQUARE.left - 8}" y="${y(10 ** power) + 4}" text-anchor="end">${shortNumber(10 ** power)}</text>`,
    ),
    from < to
      ? `<path d="M${x(from)} ${y(from * line.slope)}L${x(to)} ${y(to * line.slope)}" stroke="${COLORS[1]}" stroke-width="2" stroke-dasharray="6 3"/><text x="${x(to) + 6}" y="${y(to * line.slope) + 4}">${escaped(line.name)}</text>`
      : "",
    ...points.map(
      (one) =>
        `<circle cx="${x(one.x)}" cy="${y(one.y)}" r="4" fill="${COLORS[0]}" fill-opacity="0.7"><title>${escaped(one.name)}</title></circle>`,
    ),
    ...named.map(
      (one) =>
        `<text x="${x(one.x) + 7}" y="${y(one.y) + 4}" font-size="11">${escaped(one.name)}</text>`,
    ),
    `<text x="${(SQUARE.left + SQUARE.right) / 2}" y="${SQUARE.bottom + 42}" text-anchor="middle">${escaped(xLabel)}</text>`,
    `<text transform="translate(20 ${(SQUARE.top + SQUARE.bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(yLabel)}</text>`,
    "</svg>\n",
  ].join("\n");
}

type Range = readonly [low: number, high: number];

/** Powers of ten around all values above 0. */
function powers(values: readonly number[]): Range {
  const logs = values.filter((value) => value > 0).map(Math.log10);
  if (logs.length === 0) return [0, 1];
  const low = Math.floor(Math.min(...logs));
  return [low, Math.max(low + 1, Math.ceil(Math.max(...logs)))];
}

const range = ([low, high]: Range): number[] =>
  Array.from({ length: high - low + 1 }, (_, i) => low + i);

/** The next of 1, 2, 4 and 10 times a power of ten, so that quarters of it are short numbers. */
function niceEnd(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 4, 10].find((step) => step * power >= value) ?? 10);
}

/** "0.25", "40", "1.5k", "2M" */
export function shortNumber(value: number): string {
  for (const [step, letter] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (Math.abs(value) >= step) return `${Number((value / step).toPrecision(3))}${letter}`;
  }
  return String(Number(value.toPrecision(3)));
}

const opening = (title: string, width: number, height: number): string[] => [
  `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#1a1a1a">`,
  `<title>${escaped(title)}</title>`,
  `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
  `<text x="24" y="24" font-size="15" font-weight="bold">${escaped(title)}</text>`,
];

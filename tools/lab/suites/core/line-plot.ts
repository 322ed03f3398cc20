// Lines with their 95 % intervals as SVG: light, labelled, in colours that differ for colour-blind readers too. Pure.

import type { Interval } from "../../../../src/evaluation/stats.ts";

export interface PlotLine {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: Interval }[];
}

export interface LinePlot {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly lines: readonly PlotLine[];
}

const [WIDTH, HEIGHT] = [640, 420];
const BOX = { left: 64, right: 616, top: 48, bottom: 340 };
/** Okabe and Ito's blue, vermilion and grey; each line has a shape of its own too. */
const STYLES = [
  { color: "#0072b2", dash: "", mark: "circle" },
  { color: "#d55e00", dash: "6 3", mark: "square" },
  { color: "#5f5f5f", dash: "2 3", mark: "diamond" },
] as const;

type Style = (typeof STYLES)[number];

/** Draws values in percent, from 0 to 100. */
export function linePlot({ title, xLabel, yLabel, lines }: LinePlot): string {
  const most = Math.max(1, ...lines.flatMap(({ points }) => points.map(({ x }) => x)));
  const xs = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))];
  const x = (value: number): number => BOX.left + (value / most) * (BOX.right - BOX.left);
  const y = (value: number): number => BOX.bottom - (value / 100) * (BOX.bottom - BOX.top);
  const styleOf = (at: number): Style => STYLES[at % STYLES.length] ?? STYLES[0];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#1a1a1a">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${BOX.left}" y="26" font-size="15" font-weight="bold">${escaped(title)}</text>`,
    ...[0, 25, 50, 75, 100].map(
      (tick) =>
        `<path d="M${BOX.left} ${y(tick)}H${BOX.right}" stroke="#dddddd"/><text x="${BOX.left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
    ),
    ...xs.map(
      (tick) =>
        `<text x="${place(x(tick))}" y="${BOX.bottom + 20}" text-anchor="middle">${tick}</text>`,
    ),
    `<text x="${(BOX.left + BOX.right) / 2}" y="${BOX.bottom + 42}" text-anchor="middle">${escaped(xLabel)}</text>`,
    `<text transform="translate(20 ${(BOX.top + BOX.bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(yLabel)}</text>`,
    ...lines.flatMap(({ points }, at) => {
      const { color, dash, mark } = styleOf(at);
      const path = points.map(
        (one, i) => `${i === 0 ? "M" : "L"}${place(x(one.x))} ${place(y(one.y.mean))}`,
      );
      return [
        ...points.map(
          ({ x: value, y: { low, high } }) =>
            `<path d="M${place(x(value))} ${place(y(low))}V${place(y(high))}" stroke="${color}" stroke-opacity="0.5"/>`,
        ),
        `<path d="${path.join("")}" fill="none" stroke="${color}" stroke-width="2" stroke-dasharray="${dash}"/>`,
        ...points.map((one) => markAt(mark, x(one.x), y(one.y.mean), color)),
      ];
    }),
    ...lines.map(({ name }, at) => {
      const { color, dash, mark } = styleOf(at);
      const [left, middle] = [BOX.left + at * 184, HEIGHT - 14];
      return [
        `<path d="M${left} ${middle - 4}h28" stroke="${color}" stroke-width="2" stroke-dasharray="${dash}"/>`,
        markAt(mark, left + 14, middle - 4, color),
        `<text x="${left + 36}" y="${middle}">${escaped(name)}</text>`,
      ].join("");
    }),
    "</svg>\n",
  ].join("\n");
}

function markAt(mark: Style["mark"], x: number, y: number, color: string): string {
  const [cx, cy] = [place(x), place(y)];
  if (mark === "circle") return `<circle cx="${cx}" cy="${cy}" r="4" fill="${color}"/>`;
  const turn = mark === "diamond" ? ` transform="rotate(45 ${cx} ${cy})"` : "";
  return `<rect x="${place(x - 3.5)}" y="${place(y - 3.5)}" width="7" height="7" fill="${color}"${turn}/>`;
}

export const place = (value: number): number => Math.round(value * 10) / 10;

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

// A comparison as a picture, in the colours on show: its columns with their numbers, and cost against agreement.

import { framesOfColumn, modelIdOf } from "../../store/compare/column-request.ts";
import type { Comparison } from "../../store/compare/types.ts";
import { createColorReader } from "../values/css-colors.ts";
import { formatCount, formatCounted, formatPercent, formatSeconds } from "../values/format.ts";
import { modelName } from "../../store/models/selectors.ts";
import { aboutWords, madeWith, type Surroundings } from "../values/export-about.ts";
import { columnFacts, type ColumnFacts } from "./column-facts.ts";
import { formatKl } from "./metrics.tsx";
import { klPlace, klTicks, paretoGroups, tickWords, type ParetoGroup } from "./pareto.ts";
import { markPoints, markWidth, RADIUS } from "./pareto-marks.ts";

const WIDTH = 1_200;
const SCALE = 2;
const MARGIN = 32;
const ROW = 26;
const PLOT_HEIGHT = 300;

interface Column {
  readonly head: string;
  readonly x: number;
  readonly words: (facts: ColumnFacts) => string;
}

const counted = (part: ColumnFacts["same"]): string =>
  part === null ? "" : `${part.count} of ${part.of}`;

const qualityOf = ({ column: { quality } }: ColumnFacts) =>
  quality.phase === "done" ? quality.quality : null;

const COLUMNS: readonly Column[] = [
  {
    head: "Column",
    x: 32,
    words: ({ number, title }) => (number === null ? title : `${number}  ${title}`),
  },
  {
    head: "Tokens",
    x: 400,
    words: ({ reports: [first] }) => (first === undefined ? "" : formatCount(first.plan.kept)),
  },
  {
    head: "First token",
    x: 490,
    words: ({ reports: [first] }) => (first === undefined ? "" : formatSeconds(first.firstTokenMs)),
  },
  { head: "Right", x: 600, words: ({ right }) => counted(right) },
  { head: "Same answer", x: 690, words: ({ same }) => counted(same) },
  { head: "KL, nats", x: 800, words: ({ kl }) => (kl === null ? "" : formatKl(kl)) },
  {
    head: "Coverage",
    x: 890,
    words: (facts) => {
      const quality = qualityOf(facts);
      return quality === null ? "" : formatPercent(quality.coverage);
    },
  },
  {
    head: "Error",
    x: 980,
    words: (facts) => qualityOf(facts)?.reconstructionError.toFixed(3) ?? "",
  },
  {
    head: "Dimension",
    x: 1_070,
    words: (facts) => qualityOf(facts)?.effectiveDimension.toFixed(1) ?? "",
  },
];

/** Draws a comparison. The caller owns the canvas. */
export function drawComparison(
  comparison: Comparison,
  surroundings: Surroundings,
): HTMLCanvasElement {
  const facts = columnFacts(comparison);
  const { questions, columns, video } = comparison;
  const [firstColumn] = columns;
  const modelId = firstColumn ? modelIdOf(comparison, firstColumn) : comparison.modelId;
  const frames = firstColumn ? framesOfColumn(comparison, firstColumn) : video.frames;
  const tableTop = 76 + questions.length * 22;
  const plotTop = tableTop + (facts.length + 2) * ROW;
  const plots = paretoGroups(comparison, "tokens").filter(({ points }) => points.length > 1);
  const height = plotTop + Math.max(1, plots.length) * PLOT_HEIGHT + MARGIN + ROW;
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH * SCALE;
  canvas.height = height * SCALE;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("The browser gives no 2D canvas for the comparison.");
  const colors = createColorReader();
  const family = getComputedStyle(document.body).fontFamily;
  const write = (text: string, x: number, y: number, color = "ink", font = "400 14px") => {
    context.fillStyle = colors.read(`var(--${color})`);
    context.font = `${font} ${family}`;
    context.fillText(text, x, y);
  };
  context.scale(SCALE, SCALE);
  context.fillStyle = colors.read("var(--panel)");
  context.fillRect(0, 0, WIDTH, height);

  write(
    [
      video.name,
      ...(frames === null ? [] : [formatCounted(frames, "frame")]),
      modelName(modelId),
    ].join(", "),
    MARGIN,
    44,
    "ink",
    "600 18px",
  );
  for (const [i, { text }] of questions.entries()) write(text, MARGIN, 72 + i * 22, "ink-2");
  for (const { head, x } of COLUMNS) write(head, x, tableTop, "ink-3", "400 12px");
  for (const [i, one] of facts.entries()) {
    for (const { x, words } of COLUMNS) write(words(one), x, tableTop + (i + 1) * ROW);
  }
  for (const [i, plot] of plots.entries()) {
    drawPlot(context, plot, plotTop + i * PLOT_HEIGHT, { write, read: colors.read });
  }
  write(
    aboutWords(madeWith(modelId, surroundings)),
    MARGIN,
    height - MARGIN / 2,
    "ink-3",
    "400 12px",
  );
  colors.done();
  return canvas;
}

interface Pen {
  readonly write: (text: string, x: number, y: number, color?: string, font?: string) => void;
  readonly read: (css: string) => string;
}

/** Share of tokens to the right, agreement upwards. */
function drawPlot(
  context: CanvasRenderingContext2D,
  { words, points }: ParetoGroup,
  top: number,
  { write, read }: Pen,
): void {
  const ticks = klTicks(points);
  const [left, right, high, low] = [MARGIN + 84, WIDTH - MARGIN, top + 16, top + PLOT_HEIGHT - 40];
  const most = Math.max(...points.map(({ cost }) => cost));
  const at = (cost: number, kl: number): [number, number] => [
    left + (cost / most) * (right - left),
    high + klPlace(kl, ticks) * (low - high),
  ];
  for (const [i, tick] of ticks.entries()) {
    const [, y] = at(0, tick);
    context.fillStyle = read("var(--line)");
    context.fillRect(left, y, right - left, 1);
    write(tickWords(tick, i), MARGIN, y + 4, "ink-3", "400 12px");
  }
  write("KL, nats", MARGIN, top, "ink-3", "400 12px");
  if (words !== null) write(words, left, top, "ink-2", "600 12px");
  write("Visual tokens, a layer’s average", left, low + 34, "ink-3", "400 12px");
  for (const share of [0, 0.5, 1]) {
    const [x] = at(share * most, 0);
    write(formatPercent(share * most), x - 14, low + 18, "ink-3", "400 12px");
  }
  const front = points.filter(({ isOnFront }) => isOnFront).toSorted((a, b) => a.cost - b.cost);
  context.strokeStyle = read("var(--ink-2)");
  context.lineWidth = 1.5;
  context.beginPath();
  for (const [i, { cost, kl }] of front.entries()) {
    const [x, y] = at(cost, kl);
    if (i === 0) context.moveTo(x, y);
    else {
      context.lineTo(x, at(0, front[i - 1]?.kl ?? kl)[1]);
      context.lineTo(x, y);
    }
  }
  context.stroke();
  context.textAlign = "center";
  for (const mark of markPoints(points, ({ cost, kl }) => at(cost, kl))) {
    const { x, y, label, isOnFront } = mark;
    const width = markWidth(mark);
    context.beginPath();
    context.roundRect(x - width / 2, y - RADIUS, width, 2 * RADIUS, RADIUS);
    context.fillStyle = read(isOnFront ? "var(--ink)" : "var(--panel)");
    context.strokeStyle = read("var(--ink-2)");
    context.fill();
    context.stroke();
    write(label, x, y + 4, isOnFront ? "on-ink" : "ink", "600 11px");
  }
  context.textAlign = "left";
}

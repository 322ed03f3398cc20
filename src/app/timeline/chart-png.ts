// The timeline as a picture, in the colours on show: frames, bars and tokens kept, with what they are called.

import type { Plan } from "../../engine/api.ts";
import type { StripFrame } from "../../store/video/types.ts";
import { createColorReader } from "../values/css-colors.ts";
import { formatCount, formatMoment } from "../values/format.ts";
import { FRAME_SCORE_WORDS } from "../values/frame-score.ts";
import { rampColor, rampColors, rampEnd } from "../values/ramp.ts";
import { faceScores, isBeyond, type BarValues } from "./bar-values.ts";
import { axisWords, barWords, colorWords } from "./chart-words.ts";
import { drawWhole } from "./draw-whole.ts";
import { faceOfGroup, pictureGroups } from "./picture-groups.ts";

const WIDTH = 1_440;
const SCALE = 2;
const LEFT = 104;
const RIGHT = 24;
const STRIP = { top: 64, height: 72 } as const;
const LEGEND_WIDTH = 84;
const CHART = { top: 152, height: 160 } as const;
const HEIGHT = 416;

export interface ChartPicture {
  readonly name: string;
  /** Method, retention and switches. */
  readonly words: string;
  readonly plan: Plan;
  readonly bars: BarValues;
  readonly strip: readonly StripFrame[];
  /** Where it was made, in a line. */
  readonly about: string;
}

/** Draws the chart. The caller owns the canvas. */
export function drawChart({
  name,
  words,
  plan,
  bars,
  strip,
  about,
}: ChartPicture): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH * SCALE;
  canvas.height = HEIGHT * SCALE;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("The browser gives no 2D canvas for the chart.");
  const colors = createColorReader();
  const family = getComputedStyle(document.body).fontFamily;
  const write = (text: string, x: number, y: number, color: string, font: string) => {
    context.fillStyle = colors.read(`var(--${color})`);
    context.font = `${font} ${family}`;
    context.fillText(text, x, y);
  };
  context.scale(SCALE, SCALE);
  context.fillStyle = colors.read("var(--panel)");
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.textBaseline = "alphabetic";

  const { kind, values, low, high } = bars;
  const column = (WIDTH - LEFT - RIGHT) / plan.frames.length;
  write(name, 24, 38, "ink", "600 18px");
  context.textAlign = "right";
  const kept = `${formatCount(plan.kept)} of ${formatCount(plan.total)} tokens`;
  write(`${words}, ${kept}`, WIDTH - RIGHT, 38, "ink-2", "400 14px");
  const [upper, lower] = axisWords(bars);
  write(upper, LEFT - 8, CHART.top + 4, "ink-3", "400 12px");
  write(lower, LEFT - 8, CHART.top + CHART.height + 4, "ink-3", "400 12px");
  context.textAlign = "left";
  const rows = [
    ["Frames", STRIP.top + STRIP.height / 2],
    [kind === "budget" ? "Budget" : FRAME_SCORE_WORDS[kind], CHART.top + CHART.height / 2],
    ["Tokens kept", CHART.top + CHART.height + 22],
  ] as const;
  for (const [label, y] of rows) write(label, 24, y + 4, "ink-2", "400 13px");

  const byIndex = new Map(strip.map((frame) => [frame.index, frame.thumbnail]));
  const { width = 1, height = 1 } = strip[0]?.thumbnail ?? {};
  const picturePx = (width / Math.max(1, height)) * STRIP.height;
  const scores = faceScores(plan);
  for (const group of pictureGroups(plan.frames.length, column, picturePx)) {
    const face = faceOfGroup(group, [], scores);
    const picture = byIndex.get(face);
    if (picture === undefined || picture.width === 0) continue;
    const box = { y: STRIP.top, height: STRIP.height, width: group.span * column - 2 };
    drawWhole(context, picture, { ...box, x: LEFT + group.from * column + 1 });
    context.fillStyle = colors.read("var(--ink-3)");
    if (group.span > 1)
      context.fillRect(LEFT + face * column + 1, STRIP.top + STRIP.height + 3, column - 2, 3);
  }

  const ramp = rampColors(plan);
  const bottom = CHART.top + CHART.height;
  const placeOf = (value: number) =>
    bottom - Math.min(1, Math.max(0, (value - low) / (high - low))) * CHART.height;
  const floor = placeOf(bars.base === "zero" ? 0 : bars.mean);
  context.textAlign = "center";
  const labelEvery = Math.ceil(26 / column);
  for (const [index, { budget, timeSec }] of plan.frames.entries()) {
    const end = placeOf(values[index] ?? 0);
    context.fillStyle = colors.read(ramp[index] ?? "");
    const inset = Math.min(3, column / 6);
    const left = LEFT + index * column;
    context.fillRect(left + inset, Math.min(end, floor), column - 2 * inset, Math.abs(floor - end));
    if (isBeyond(bars, index)) {
      context.fillStyle = colors.read("var(--panel)");
      context.fillRect(left, CHART.top + 10, column, 3);
    }
    if (index % labelEvery !== 0) continue;
    const middle = LEFT + (index + 0.5) * column;
    write(formatCount(budget), middle, bottom + 26, "ink-2", "400 12px");
    if (index % (labelEvery * 2) === 0) {
      write(formatMoment(timeSec), middle, bottom + 44, "ink-3", "400 11px");
    }
  }
  context.fillStyle = colors.read("var(--line-strong)");
  context.fillRect(LEFT, floor, WIDTH - LEFT - RIGHT, 1);

  context.textAlign = "left";
  write(`${barWords(bars)}.`, LEFT, HEIGHT - 36, "ink-2", "400 12px");
  write(about, LEFT, HEIGHT - 14, "ink-3", "400 12px");
  const legend = WIDTH - RIGHT - LEGEND_WIDTH;
  for (let x = 0; x < LEGEND_WIDTH; x++) {
    context.fillStyle = colors.read(rampColor(x / (LEGEND_WIDTH - 1)));
    context.fillRect(legend + x, HEIGHT - 46, 1, 10);
  }
  context.textAlign = "right";
  write(colorWords(rampEnd(plan)), legend - 8, HEIGHT - 36, "ink-2", "400 12px");
  colors.done();
  return canvas;
}

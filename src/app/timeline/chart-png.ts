// The timeline as a picture, in the colours on show: frames, bars and tokens kept, with what they are called.

import type { Plan } from "../../engine/api.ts";
import type { StripFrame } from "../../store/video/types.ts";
import { createColorReader } from "../values/css-colors.ts";
import { formatCount, formatMoment } from "../values/format.ts";
import { FRAME_SCORE_WORDS } from "../values/frame-score.ts";
import { rampColor, rampColors } from "../values/ramp.ts";
import { barValues } from "./bar-values.ts";
import { drawSlice } from "./draw-slice.ts";

const WIDTH = 1_440;
const SCALE = 2;
const LEFT = 104;
const RIGHT = 24;
const STRIP = { top: 64, height: 72 } as const;
const LEGEND_WIDTH = 84;
const CHART = { top: 152, height: 160 } as const;
const HEIGHT = 396;

export interface ChartPicture {
  readonly name: string;
  /** Method, retention and switches. */
  readonly words: string;
  readonly plan: Plan;
  readonly strip: readonly StripFrame[];
  /** Where it was made, in a line. */
  readonly about: string;
}

/** The least and the most tokens that a frame keeps. */
function budgetRange({ frames }: Plan): [least: number, most: number] {
  const budgets = frames.map(({ budget }) => budget);
  return [Math.min(...budgets), Math.max(...budgets)];
}

/** Draws the chart. The caller owns the canvas. */
export function drawChart({ name, words, plan, strip, about }: ChartPicture): HTMLCanvasElement {
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

  const { kind, values, top } = barValues(plan);
  const column = (WIDTH - LEFT - RIGHT) / plan.frames.length;
  write(name, 24, 38, "ink", "600 18px");
  context.textAlign = "right";
  const kept = `${formatCount(plan.kept)} of ${formatCount(plan.total)} tokens`;
  write(`${words}, ${kept}`, WIDTH - RIGHT, 38, "ink-2", "400 14px");
  write(`${Number(top.toPrecision(2))}`, LEFT - 8, CHART.top + 4, "ink-3", "400 12px");
  write("0", LEFT - 8, CHART.top + CHART.height + 4, "ink-3", "400 12px");
  context.textAlign = "left";
  const rows = [
    ["Frames", STRIP.top + STRIP.height / 2],
    [kind === "budget" ? "Budget" : FRAME_SCORE_WORDS[kind], CHART.top + CHART.height / 2],
    ["Tokens kept", CHART.top + CHART.height + 22],
  ] as const;
  for (const [label, y] of rows) write(label, 24, y + 4, "ink-2", "400 13px");

  const slice = document.createElement("canvas");
  slice.width = Math.max(1, Math.round((column - 1) * SCALE));
  slice.height = STRIP.height * SCALE;
  for (const { index, thumbnail } of strip) {
    if (thumbnail.width === 0) continue;
    drawSlice(slice, thumbnail);
    context.drawImage(slice, LEFT + index * column, STRIP.top, column - 1, STRIP.height);
  }

  const ramp = rampColors(plan);
  const floor = CHART.top + CHART.height;
  context.textAlign = "center";
  const labelEvery = Math.ceil(26 / column);
  for (const [index, { budget, timeSec }] of plan.frames.entries()) {
    const height = ((values[index] ?? 0) / top) * CHART.height;
    context.fillStyle = colors.read(ramp[index] ?? "");
    const inset = Math.min(3, column / 6);
    context.fillRect(LEFT + index * column + inset, floor - height, column - 2 * inset, height);
    if (index % labelEvery !== 0) continue;
    const middle = LEFT + (index + 0.5) * column;
    write(formatCount(budget), middle, floor + 26, "ink-2", "400 12px");
    if (index % (labelEvery * 2) === 0) {
      write(formatMoment(timeSec), middle, floor + 44, "ink-3", "400 11px");
    }
  }
  context.fillStyle = colors.read("var(--line-strong)");
  context.fillRect(LEFT, floor, WIDTH - LEFT - RIGHT, 1);

  context.textAlign = "left";
  write(about, LEFT, HEIGHT - 14, "ink-3", "400 12px");
  const [least, most] = budgetRange(plan);
  const legend = WIDTH - RIGHT - LEGEND_WIDTH;
  if (least < most) {
    for (let x = 0; x < LEGEND_WIDTH; x++) {
      context.fillStyle = colors.read(rampColor(x / (LEGEND_WIDTH - 1)));
      context.fillRect(legend + x, HEIGHT - 24, 1, 10);
    }
    context.textAlign = "right";
    write(
      `colour: ${least} to ${most} tokens a frame`,
      legend - 8,
      HEIGHT - 14,
      "ink-3",
      "400 12px",
    );
  }
  colors.done();
  return canvas;
}

// The timeline as a picture, in the colours on show: frames, bars and tokens kept, with what they are called.

import type { Plan } from "../../engine/api.ts";
import type { StripFrame } from "../../store/video/types.ts";
import { createColorReader } from "../values/css-colors.ts";
import { THIN, formatClock, formatCount, formatPercent } from "../values/format.ts";
import { FRAME_SCORE_WORDS } from "../values/frame-score.ts";
import { rampColors } from "../values/ramp.ts";
import { barValues } from "./bar-values.ts";
import { drawSlice } from "./draw-slice.ts";

const WIDTH = 1_440;
const SCALE = 2;
const LEFT = 104;
const RIGHT = 24;
const STRIP = { top: 64, height: 72 } as const;
const CHART = { top: 152, height: 160 } as const;
const HEIGHT = 372;

export interface ChartPicture {
  readonly name: string;
  readonly methodName: string;
  readonly plan: Plan;
  readonly strip: readonly StripFrame[];
}

/** Draws the chart. The caller owns the canvas. */
export function drawChart({ name, methodName, plan, strip }: ChartPicture): HTMLCanvasElement {
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
  const share = `${formatPercent(plan.request.retention)} retention`;
  write(`${methodName}, ${share}, ${kept}`, WIDTH - RIGHT, 38, "ink-2", "400 14px");
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
      write(formatClock(timeSec), middle, floor + 44, "ink-3", "400 11px");
    }
  }
  context.fillStyle = colors.read("var(--line-strong)");
  context.fillRect(LEFT, floor, WIDTH - LEFT - RIGHT, 1);
  colors.done();
  return canvas;
}

/** "clip.mp4" at 25 % → "clip 25 percent". */
export const chartFileName = (name: string, { request }: Plan): string =>
  `${name.replace(/\.[^.]+$/, "")} ${Math.round(request.retention * 100)} percent`.replaceAll(
    THIN,
    " ",
  );

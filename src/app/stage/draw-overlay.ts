// Tokens over a picture. The grid lies on the frame as shown, so its cells are as wide as the frame is.

import { PATCH } from "../../engine/catalogue.ts";
import type { PatchGrid, TokenGrid } from "./token-grid.ts";
import { viridis } from "./viridis.ts";

const SCRIM = "rgb(8 9 12 / 0.7)";
const HALF_SCRIM = "rgb(8 9 12 / 0.34)";
const GRID_LINE = "rgb(255 255 255 / 0.07)";
const EDGE = "rgb(255 255 255 / 0.62)";
const HEAT_ALPHA = 0.78;

interface Cells {
  readonly width: number;
  readonly height: number;
  /** Left edge of a column and top edge of a row, on whole pixels so that neighbours meet. */
  readonly x: (column: number) => number;
  readonly y: (row: number) => number;
}

function cellsOf(
  canvas: HTMLCanvasElement,
  { rows, columns }: Pick<TokenGrid, "rows" | "columns">,
): Cells {
  const { width, height } = canvas;
  return {
    width,
    height,
    x: (column) => Math.round((column * width) / columns),
    y: (row) => Math.round((row * height) / rows),
  };
}

function strokeGrid(
  context: CanvasRenderingContext2D,
  grid: Pick<TokenGrid, "rows" | "columns">,
  cells: Cells,
): void {
  context.strokeStyle = GRID_LINE;
  context.lineWidth = 1;
  context.beginPath();
  for (let column = 1; column < grid.columns; column++) {
    context.moveTo(cells.x(column), 0);
    context.lineTo(cells.x(column), cells.height);
  }
  for (let row = 1; row < grid.rows; row++) {
    context.moveTo(0, cells.y(row));
    context.lineTo(cells.width, cells.y(row));
  }
  context.stroke();
}

/** A line wherever a cell meets one of another level. */
function strokeEdges(
  context: CanvasRenderingContext2D,
  grid: Pick<TokenGrid, "rows" | "columns" | "levels">,
  cells: Cells,
): void {
  const { rows, columns, levels } = grid;
  context.strokeStyle = EDGE;
  context.lineWidth = Math.max(1.5, cells.width / 640);
  context.lineCap = "square";
  context.beginPath();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const token = row * columns + column;
      if (column + 1 < columns && levels[token] !== levels[token + 1]) {
        context.moveTo(cells.x(column + 1), cells.y(row));
        context.lineTo(cells.x(column + 1), cells.y(row + 1));
      }
      if (row + 1 < rows && levels[token] !== levels[token + columns]) {
        context.moveTo(cells.x(column), cells.y(row + 1));
        context.lineTo(cells.x(column + 1), cells.y(row + 1));
      }
    }
  }
  context.stroke();
}

/** Tokens that are always kept clear, those kept at times under a thin scrim, dropped ones under a thick one. */
export function drawKept(canvas: HTMLCanvasElement, grid: TokenGrid): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const cells = cellsOf(canvas, grid);
  context.clearRect(0, 0, cells.width, cells.height);
  for (const [token, level] of grid.levels.entries()) {
    if (level === grid.most) continue;
    const column = token % grid.columns;
    const row = Math.floor(token / grid.columns);
    const [x, y] = [cells.x(column), cells.y(row)];
    context.fillStyle = level === 0 ? SCRIM : HALF_SCRIM;
    context.fillRect(x, y, cells.x(column + 1) - x, cells.y(row + 1) - y);
  }
  strokeGrid(context, grid, cells);
  strokeEdges(context, grid, cells);
}

/** Patches that were encoded clear, copied ones under slanted lines, those that were left out dark. */
export function drawPatches(canvas: HTMLCanvasElement, grid: PatchGrid): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { rows, columns, fates } = grid;
  const cells = cellsOf(canvas, grid);
  context.clearRect(0, 0, cells.width, cells.height);
  const slants = new Path2D();
  const gap = Math.max(6, Math.round(cells.width / 110));
  for (let from = -cells.height; from < cells.width; from += gap) {
    slants.moveTo(from, cells.height);
    slants.lineTo(from + cells.height, 0);
  }
  const copied = new Path2D();
  for (const [patch, fate] of fates.entries()) {
    if (fate === PATCH.encoded) continue;
    const [column, row] = [patch % columns, Math.floor(patch / columns)];
    const [x, y] = [cells.x(column), cells.y(row)];
    const [width, height] = [cells.x(column + 1) - x, cells.y(row + 1) - y];
    context.fillStyle = fate === PATCH.copied ? HALF_SCRIM : SCRIM;
    context.fillRect(x, y, width, height);
    if (fate === PATCH.copied) copied.rect(x, y, width, height);
  }
  context.save();
  context.clip(copied);
  context.strokeStyle = EDGE;
  context.lineWidth = Math.max(1, cells.width / 900);
  context.stroke(slants);
  context.restore();
  strokeEdges(context, { rows, columns, levels: fates }, cells);
}

/** Each token coloured by its rank within the frame: yellow is kept first. */
export function drawHeat(
  canvas: HTMLCanvasElement,
  grid: Pick<TokenGrid, "rows" | "columns"> & { readonly scores: Float32Array },
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const cells = cellsOf(canvas, grid);
  const tokens = grid.rows * grid.columns;
  const order = Array.from({ length: tokens }, (_, token) => token);
  order.sort((a, b) => (grid.scores[a] ?? 0) - (grid.scores[b] ?? 0));
  context.clearRect(0, 0, cells.width, cells.height);
  context.globalAlpha = HEAT_ALPHA;
  for (const [rank, token] of order.entries()) {
    const column = token % grid.columns;
    const row = Math.floor(token / grid.columns);
    const [x, y] = [cells.x(column), cells.y(row)];
    context.fillStyle = viridis(tokens > 1 ? rank / (tokens - 1) : 1);
    context.fillRect(x, y, cells.x(column + 1) - x - 1, cells.y(row + 1) - y - 1);
  }
  context.globalAlpha = 1;
}

import type { ShapeName } from "./palette.ts";

/** Whether a point of the square [-1, 1]², y downward, is inside a shape that fills the square. */
const INSIDE: Readonly<Record<ShapeName, (x: number, y: number) => boolean>> = {
  circle: (x, y) => x * x + y * y <= 1,
  square: (x, y) => Math.abs(x) <= 0.88 && Math.abs(y) <= 0.88,
  triangle: (x, y) => y >= -0.95 && y <= 0.9 && Math.abs(x) <= (y + 0.95) / 1.85,
  cross: (x, y) => Math.abs(x) <= 0.3 || Math.abs(y) <= 0.3,
  ring: (x, y) => x * x + y * y <= 1 && x * x + y * y >= 0.55 * 0.55,
  diamond: (x, y) => Math.abs(x) + Math.abs(y) <= 1,
};

/** The samples along each side of a pixel: 4 × 4 points are enough for 8-bit edges. */
const SAMPLES = 4;

/** Calls `paint(column, row, coverage)` for each pixel that a figure touches; coverage is in (0, 1]. */
export function rasterise(
  shape: ShapeName,
  box: { centerX: number; centerY: number; halfWidth: number; halfHeight: number },
  width: number,
  height: number,
  paint: (column: number, row: number, coverage: number) => void,
): void {
  const inside = INSIDE[shape];
  const { centerX, centerY, halfWidth, halfHeight } = box;
  const left = Math.max(0, Math.floor(centerX - halfWidth));
  const right = Math.min(width - 1, Math.floor(centerX + halfWidth));
  const top = Math.max(0, Math.floor(centerY - halfHeight));
  const bottom = Math.min(height - 1, Math.floor(centerY + halfHeight));
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      let hits = 0;
      for (let j = 0; j < SAMPLES; j++) {
        const y = (row + (j + 0.5) / SAMPLES - centerY) / halfHeight;
        if (y < -1 || y > 1) continue;
        for (let i = 0; i < SAMPLES; i++) {
          const x = (column + (i + 0.5) / SAMPLES - centerX) / halfWidth;
          if (x >= -1 && x <= 1 && inside(x, y)) hits++;
        }
      }
      if (hits > 0) paint(column, row, hits / (SAMPLES * SAMPLES));
    }
  }
}

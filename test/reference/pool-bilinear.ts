import type { Grid } from "../../src/base/shape.ts";

export interface PoolCase {
  readonly frames: number;
  readonly from: Grid;
  /** What is pooled of `from`. */
  readonly used?: Grid;
  readonly to: Grid;
  readonly width: number;
}

/** torch's `interpolate(mode="bilinear", align_corners=False, size=to)` in f64, channels last. */
export function poolBilinearReference(
  features: Float32Array,
  { frames, from, used = from, to, width }: PoolCase,
): Float64Array {
  const pooled = new Float64Array(frames * to.rows * to.columns * width);
  for (let t = 0; t < frames; t++) {
    for (let row = 0; row < to.rows; row++) {
      for (let column = 0; column < to.columns; column++) {
        for (const [r, rowPart] of weights(row, used.rows, to.rows)) {
          for (const [c, columnPart] of weights(column, used.columns, to.columns)) {
            const at = ((t * from.rows + r) * from.columns + c) * width;
            const into = ((t * to.rows + row) * to.columns + column) * width;
            for (let d = 0; d < width; d++) {
              pooled[into + d]! += rowPart * columnPart * features[at + d]!;
            }
          }
        }
      }
    }
  }
  return pooled;
}

function weights(index: number, size: number, outSize: number): [at: number, part: number][] {
  const at = Math.max(((index + 0.5) * size) / outSize - 0.5, 0);
  const low = Math.min(Math.floor(at), size - 1);
  const part = at - low;
  return [
    [low, 1 - part],
    [Math.min(low + 1, size - 1), part],
  ];
}

import { NEVER, type PatchGrid, type PatchSourcesShape } from "../../src/kernels/patch-sources.ts";

/** The flat places in a step [planes, H, W] of each patch's values, patch by patch in the order of blocks. */
export function patchValuesReference(
  { grid, patch, merge, framesPerStep }: PatchGrid,
  height: number,
  width: number,
): number[][] {
  const patches: number[][] = [];
  for (let blockRow = 0; blockRow < grid.rows; blockRow += merge) {
    for (let blockColumn = 0; blockColumn < grid.columns; blockColumn += merge) {
      for (let row = blockRow; row < blockRow + merge; row++) {
        for (let column = blockColumn; column < blockColumn + merge; column++) {
          const places: number[] = [];
          for (let plane = 0; plane < 3 * framesPerStep; plane++) {
            for (let y = row * patch; y < (row + 1) * patch; y++) {
              for (let x = column * patch; x < (column + 1) * patch; x++) {
                places.push((plane * height + y) * width + x);
              }
            }
          }
          patches.push(places);
        }
      }
    }
  }
  return patches;
}

/** `sources` [steps, P] and `laterAges` [P], as the kernel writes them. */
export function patchSourcesReference(
  shape: PatchSourcesShape,
  {
    pixels,
    last,
    ages,
    wanted,
  }: Record<"pixels" | "last", Float32Array> & Record<"ages" | "wanted", ArrayLike<number>>,
  height: number,
  width: number,
): { sources: number[]; laterAges: number[] } {
  const { steps, threshold, refresh, framesPerStep } = shape;
  const size = 3 * framesPerStep * height * width;
  const patches = patchValuesReference(shape, height, width);
  const sources = Array<number>(steps * patches.length).fill(0);
  const laterAges = patches.map((places, p) => {
    const isKnown = ages[p] !== NEVER;
    let before = isKnown ? { step: -ages[p]!, values: places.map((at) => last[at]!) } : null;
    let source = 0;
    for (let step = 0; step < steps; step++) {
      const values = places.map((at) => pixels[step * size + at]!);
      const known = before;
      const isStatic =
        known !== null &&
        step - known.step < refresh &&
        values.every((value, i) => Math.abs(value - known.values[i]!) <= threshold);
      if (!isStatic && wanted[step * patches.length + p] === 1) {
        source = step + 1;
        before = { step, values };
      }
      sources[step * patches.length + p] = source;
    }
    return before === null ? NEVER : steps - before.step;
  });
  return { sources, laterAges };
}

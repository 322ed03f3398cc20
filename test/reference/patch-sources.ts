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
    const blocks = blocksOf(shape.patch, places.length / shape.patch ** 2);
    const isKnown = ages[p] !== NEVER;
    let before = isKnown ? { step: -ages[p]!, values: places.map((at) => last[at]!) } : null;
    let source = 0;
    for (let step = 0; step < steps; step++) {
      const values = places.map((at) => pixels[step * size + at]!);
      const known = before;
      const isStatic =
        known !== null &&
        step - known.step < refresh &&
        blocks.every((block) => {
          const sum = block.reduce((total, i) => total + values[i]! - known.values[i]!, 0);
          return Math.abs(sum / block.length) <= threshold;
        });
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

/** The places of each block of a patch's pixels within the list of its values, plane by plane. */
function blocksOf(patch: number, planes: number): number[][] {
  const side = patch < 14 ? 1 : Math.floor(patch / 7);
  const blocks = new Map<string, number[]>();
  for (let i = 0; i < planes * patch ** 2; i++) {
    const [y, x] = [Math.floor(i / patch) % patch, i % patch];
    const plane = Math.floor(i / patch ** 2);
    const key = [plane, Math.floor(y / side), Math.floor(x / side)].join();
    blocks.set(key, [...(blocks.get(key) ?? []), i]);
  }
  return [...blocks.values()];
}

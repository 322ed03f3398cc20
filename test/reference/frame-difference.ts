/**
 * Mean |difference| of each step's values to those of the last step before it that was encoded, in units of the
 * values' full range, which is 255 / bytesPerValue; Infinity where there is none. A step is encoded when its difference
 * is not below `below`. `pixels` [steps, framesPerStep, 3, plane], `last` one step or null.
 */
export function frameDifferenceReference(
  pixels: Float32Array,
  last: Float32Array | null,
  {
    plane,
    framesPerStep,
    bytesPerValue,
    below,
  }: {
    readonly plane: number;
    readonly framesPerStep: number;
    readonly bytesPerValue: readonly number[];
    readonly below: number;
  },
): number[] {
  const size = framesPerStep * 3 * plane;
  let before = last;
  return Array.from({ length: pixels.length / size }, (_, step) => {
    const here = pixels.subarray(step * size, (step + 1) * size);
    const compared = before;
    let sum = 0;
    if (compared !== null)
      here.forEach((value, i) => {
        const scale = bytesPerValue[Math.floor(i / plane) % 3]! / 255;
        sum += Math.abs(value - compared[i]!) * scale;
      });
    const difference = compared === null ? Infinity : sum / size;
    if (difference >= below) before = here;
    return difference;
  });
}

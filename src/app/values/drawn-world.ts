// Whether a picture is like the drawn clips that the embedded model knows. Their things have one colour each and lie before a
// smooth background, in the hard world one with faint textures; most of a filmed picture has detail. The test has one side: a
// picture that fails it is not drawn; one that passes may be drawn, or the moon, or fog.

/** Pictures are looked at as so many points a side, whose means hold little noise or compression. */
export const POINTS = 64;

/**
 * A picture a tenth of whose neighbouring points differ by more than this, in levels of 255, is none of a drawn clip. By the middle
 * of three frames, 500 plain clips of tools/world reach 3.6 and 500 hard ones 11.5. Of 460 crops of 23 photographs of people,
 * animals, things and streets 90 % exceed it; the others are of the moon, of a rocket in the dark, and out of focus. How much half
 * of a picture differs from an even background, with a bound above what the same clips reach, finds 70 % of them, and nothing that
 * this does not find.
 */
export const MOST_BUSY = 13;

/** The most that drawn clips reach, for the words. */
export const BUSY_DRAWN = 12;

/** The share of neighbours that may differ by more. */
const BUSY_SHARE = 0.1;

/** Returns by how much a tenth of the neighbouring points of POINTS × POINTS RGBA pixels differ at least, in levels of 255. */
export function busyness(pixels: ArrayLike<number>): number {
  const light = Float64Array.from({ length: POINTS * POINTS }, (_, at) => {
    const [red = 0, green = 0, blue = 0] = [0, 1, 2].map(
      (channel) => pixels[4 * at + channel] ?? 0,
    );
    return (red + green + blue) / 3;
  });
  const differences = new Float64Array(2 * POINTS * (POINTS - 1));
  let count = 0;
  for (const [at, value] of light.entries()) {
    const besideIt = at % POINTS < POINTS - 1 ? light[at + 1] : undefined;
    for (const other of [besideIt, light[at + POINTS]])
      if (other !== undefined) differences[count++] = Math.abs(value - other);
  }
  return differences.sort()[Math.floor((1 - BUSY_SHARE) * (count - 1))] ?? 0;
}

/** More frames of a video would tell no more. */
const MOST_FRAMES = 8;

/**
 * Returns the places of some of so many frames. They lie a power of two apart, so that those of a strip that grows are mostly
 * those of before: each is drawn to be measured, which takes longer than all else that a frame brings.
 */
export function someOf(frames: number): number[] {
  const apart = 2 ** Math.max(0, Math.ceil(Math.log2(frames / MOST_FRAMES)));
  return Array.from({ length: Math.ceil(frames / apart) }, (_, place) => place * apart);
}

/** Returns the middle one of some values; null without any. */
export function middleOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

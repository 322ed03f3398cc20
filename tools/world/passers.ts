// Things that pass through a long clip and that nobody asks about, so that it is as busy as a real film: each stays for one tick,
// in a colour that neither the main object nor anything asked about has.

import { Random } from "../../src/base/random.ts";
import type { ClipSpec, Needle } from "./clip.ts";
import { stayOf } from "./hidden.ts";
import { COLOR_NAMES } from "./palette.ts";
import { sampleFigure, sampleSpot, widen } from "./sample.ts";

/** A random stream of their own, so that the rest of the clip is the same without them. */
const STREAM = 0x9a5;

/**
 * Returns the clip with passers, one about every `every` ticks, none beside a needle or within a tick of one.
 * @throws RangeError when no colour is left for them.
 */
export function withPassers(spec: ClipSpec, every: number): ClipSpec {
  const random = new Random(spec.seed, STREAM);
  const { frames: ticks, main, needles, aspect } = spec;
  const taken = new Set([main.color, ...needles.map(({ color }) => color)]);
  const colors = COLOR_NAMES.filter((color) => !taken.has(color));
  if (colors.length === 0) throw new RangeError("no color is left for what passes");
  const isFree = (tick: number): boolean =>
    needles.every((needle) => {
      const { first, length } = stayOf(needle, ticks);
      return tick < first - 1 || tick > first + length;
    });
  const passers: Needle[] = [];
  const step = (): number => random.integer(Math.ceil(every / 2), Math.ceil((3 * every) / 2));
  for (let tick = random.integer(0, every); tick < ticks; tick += step()) {
    const size = widen(aspect, random.uniform(0.24, 0.28));
    const time = { from: tick / ticks, to: (tick + 1) / ticks };
    const center = sampleSpot(random, aspect, main, size, time);
    const figure = sampleFigure(random, random.pick(colors), size);
    if (center !== undefined && isFree(tick)) passers.push({ ...figure, ...time, center });
  }
  return { ...spec, passers };
}

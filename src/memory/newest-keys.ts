// The keys of a chunk's newest tokens: those that its scorer would keep first. A question is compared with them one by one, which
// tells its chunk from others that the bounds of all keys of a frame cannot tell apart: where many things appear, bounds are of a
// token that is not there.

import { compactTokens } from "./compact.ts";
import { bestPlaces, stride, type Levels } from "./levels.ts";

/** As many numbers as the bounds of a frame's keys have. */
const EACH_FRAME = 2;

/** Returns the newest of a chunk's compact tokens, ascending: twice as many as it has frames, or all. */
export function newestTokens(
  levels: Levels,
  scores: ArrayLike<number> | null,
  frames: number,
): Uint32Array<ArrayBuffer> {
  const tokens = compactTokens(levels);
  const most = Math.min(tokens.length, EACH_FRAME * frames);
  const places =
    scores === null
      ? stride(tokens.length, most)
      : bestPlaces(
          Array.from(tokens, (token) => scores[token] ?? 0),
          most,
        );
  return Uint32Array.from(places, (place) => tokens[place] ?? 0).sort();
}

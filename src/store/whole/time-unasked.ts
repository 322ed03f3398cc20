// A reading that nobody asked for does not become hours of work: after a few chunks it is known how long it takes.

/** The longest that a video is read without being asked for. */
const MOST_UNASKED_MS = 15 * 60_000;

/** The first one has shaders compiled, and of the others the quickest tells, since questions take their time from them. */
const TIMED_CHUNKS = 3;

/** Returns a function that is told of each chunk; it returns how long the rest takes where that is too long, else null. */
export function timeUnasked(now: () => number): (chunksLeft: number) => number | null {
  let atMs = now();
  let count = 0;
  let quickestMs = Infinity;
  return (chunksLeft) => {
    const tookMs = now() - atMs;
    atMs += tookMs;
    count += 1;
    if (count > 1) quickestMs = Math.min(quickestMs, tookMs);
    const leftMs = quickestMs * chunksLeft;
    return count === TIMED_CHUNKS && leftMs > MOST_UNASKED_MS ? leftMs : null;
  };
}

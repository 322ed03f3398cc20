// What goes when a memory without end is full. The newer half of its chunks stays whole. In the older half, of the two neighbours
// that are closest together for their age the one goes that brought less that was new: so the longer ago, the further apart is
// what is left, and nothing is ever far away for its age. A forgotten chunk keeps its number, and nothing else.

import type { ChunkRecord } from "./chunk-record.ts";
import type { Levels } from "./levels.ts";

export const isForgotten = ({ tokens }: Pick<ChunkRecord, "tokens">): boolean => tokens === 0;

// Of hours there are thousands of forgotten chunks, which therefore share what they have, and have one shape: a spread would give each
// its own.
const NO_NUMBERS = new Float32Array();
const NO_LEVELS: Levels = { detailed: new Uint32Array(), compact: new Uint32Array() };
const NONE: readonly never[] = [];

/** Returns the record of a forgotten chunk. */
export const forgottenRecord = (index: number): ChunkRecord => ({
  index,
  timesSec: NONE,
  tokens: 0,
  pieces: NONE,
  levels: NO_LEVELS,
  ownCompact: null,
  states: null,
  scores: null,
  codes: null,
  frameKeys: NO_NUMBERS,
  frameBounds: NO_NUMBERS,
  frameTokens: NO_NUMBERS,
  pictures: NONE,
});

/** So many chunks go at once, in shares of those that are there, because the cache is put together anew then. */
const AT_ONCE = 1 / 16;

/** Returns the chunks that go next, ascending; the first chunk never does. */
export function chooseForgotten(records: readonly ChunkRecord[]): number[] {
  const there = records.filter((record) => !isForgotten(record)).slice(1);
  const older = there.slice(0, Math.floor(there.length / 2));
  const gone: number[] = [];
  while (older.length > 1 && gone.length < Math.max(1, AT_ONCE * there.length)) {
    const at = closestPair(older, records.length);
    const [one, other] = older.slice(at, at + 2);
    if (one === undefined || other === undefined) break;
    const isFirst = noveltyOf(one) < noveltyOf(other);
    older.splice(isFirst ? at : at + 1, 1);
    gone.push((isFirst ? one : other).index);
  }
  return gone.sort((a, b) => a - b);
}

/** Returns the place of the first of the two neighbours that are closest together for their age. */
function closestPair(records: readonly ChunkRecord[], now: number): number {
  let [closest, at] = [Infinity, 0];
  for (const [place, { index }] of records.entries()) {
    const next = records[place + 1]?.index;
    if (next === undefined) break;
    const apart = (next - index) / (now - index);
    if (apart < closest) [closest, at] = [apart, place];
  }
  return at;
}

/** The mean score of what a chunk keeps in its compact set; 0 without scores. */
function noveltyOf({ scores, levels: { detailed, compact } }: ChunkRecord): number {
  if (scores === null) return 0;
  return (
    compact.reduce((sum, place) => sum + (scores[detailed[place] ?? 0] ?? 0), 0) / compact.length
  );
}

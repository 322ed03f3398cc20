// Whether a question is given those chunks alone that stand out: where it is about the order of things, since models leave out things
// of a list where more is there to be looked at, and where the compact memory says of a chunk hardly more than that something is there,
// beside which models take a place for a neighbouring one (tools/lab/suites/needle/RESULTS.md).

import type { RelevanceId } from "../choices.ts";
import { asksCount, asksOrder } from "./asks-order.ts";
import type { ChunkSizes } from "./choose-chunks.ts";
import { peakedChunks, raisedChunks } from "./peaked-chunks.ts";

/**
 * A compact memory is thin below so many entries a frame. Half an hour of the needle suite has a quarter of one, and answers less than
 * what stands out alone; ten minutes have three quarters, and answer as much.
 */
const THIN_ENTRIES = 0.5;

/** Whether the compact memory is thin. `lengths`: the frames of each chunk. The first chunk is there as a whole, whatever the others are. */
export function isThinMemory(sizes: readonly ChunkSizes[], lengths: readonly number[]): boolean {
  const entries = sizes.slice(1).reduce((total, { compact }) => total + compact, 0);
  const frames = lengths.slice(1).reduce((total, length) => total + length, 0);
  return entries < THIN_ENTRIES * frames;
}

/** Returns how the chunks are told that are shown alone; null for a question that needs all of the memory, as one that counts does. */
export function peaksFor(
  by: RelevanceId,
  question: string,
  isThin: boolean,
): typeof peakedChunks | null {
  if (by === "newest") return peakedChunks;
  if (asksOrder(question)) return raisedChunks;
  return isThin && !asksCount(question) ? peakedChunks : null;
}

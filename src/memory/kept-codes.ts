// The codes of the tokens that a long video's chunks keep, with which Cover compares the next chunk.

import type { AngleCodes } from "../kernels/angle-codes.ts";
import type { ChunkRecord } from "./chunk-record.ts";

const WORDS = 4;

/** Returns the codes of `tokens` of a chunk. */
export function pickCodes({ channels, words }: AngleCodes, tokens: Uint32Array): AngleCodes {
  const picked = new Uint32Array(WORDS * tokens.length);
  for (const [i, token] of tokens.entries()) {
    picked.set(words.subarray(WORDS * token, WORDS * (token + 1)), WORDS * i);
  }
  return { channels, words: picked };
}

/** Returns the codes of all compact tokens of a video, thinned or not; null where there are none. */
export function keptCodes(records: readonly Pick<ChunkRecord, "codes">[]): AngleCodes | null {
  const all = records.flatMap(({ codes }) => (codes === null ? [] : [codes]));
  const [first] = all;
  if (first === undefined) return null;
  const words = new Uint32Array(all.reduce((sum, codes) => sum + codes.words.length, 0));
  let at = 0;
  for (const codes of all) {
    words.set(codes.words, at);
    at += codes.words.length;
  }
  return { channels: first.channels, words };
}

// What is said about a chunk.

import type { ReadChunk } from "../../engine/api.ts";
import type { ChunkRole } from "../../store/whole/chunk-roles.ts";
import { formatClock, formatCount, formatSigned } from "../values/format.ts";

const ROLE_WORDS: Readonly<Record<ChunkRole, string>> = {
  detail: "in detail",
  ends: "in detail as an end",
  compact: "compact",
  unseen: "not shown to the model",
};

/** Returns the tokens of a chunk in the cache in this role; the first chunk has all its detailed ones in either. */
export const tokensIn = (
  { detailed, compact }: Pick<ReadChunk, "detailed" | "compact">,
  role: ChunkRole,
): number => (role === "unseen" ? 0 : role === "compact" ? compact : detailed);

/** "1:04 to 1:11". */
function stretchOf({ timesSec }: Pick<ReadChunk, "timesSec">): string {
  const [from, to] = [timesSec[0] ?? 0, timesSec.at(-1) ?? 0];
  return `${formatClock(from)} to ${formatClock(to)}`;
}

/** What the words of a chunk are made from. */
export interface ToldChunk {
  readonly index: number;
  readonly columns: number;
  readonly chunk: ReadChunk;
  /** The relevance; null before a question, and for chunks read since. */
  readonly relevance: number | null;
  readonly role: ChunkRole;
  readonly forced: boolean | null;
}

/** "Chunk 8 of 75, 0:56 to 1:03, relevance 2.3, in detail, 144 tokens". */
export function chunkWords({ index, columns, chunk, relevance, role, forced }: ToldChunk): string {
  const parts = [`Chunk ${index + 1} of ${columns}`, stretchOf(chunk)];
  // Of a forgotten chunk nothing is left that a question could have.
  if (chunk.detailed === 0) return [...parts, "forgotten"].join(", ");
  if (relevance !== null) parts.push(`relevance ${formatSigned(relevance, 1)}`);
  const tokens = tokensIn(chunk, role);
  parts.push(ROLE_WORDS[role], `${formatCount(tokens)} ${tokens === 1 ? "token" : "tokens"}`);
  if (forced !== null) parts.push(forced ? "chosen for detail" : "kept out of detail");
  return parts.join(", ");
}

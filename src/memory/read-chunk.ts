// Reads one chunk of a long video with the decoder: appends its tokens, scores them, keeps the entries of two levels.

import { invariant } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import { reshape, type Tensor } from "../gpu/tensor.ts";
import type { AngleCodes } from "../kernels/angle-codes.ts";
import type { ChunkRecord } from "./chunk-record.ts";
import {
  keptRows,
  rowCount,
  tokenRows,
  tokensAlone,
  type ChunkPiece,
  type PiecedChunk,
} from "./chunk-pieces.ts";
import { compactTokens, pickEntries } from "./compact.ts";
import { pickCodes } from "./kept-codes.ts";
import { bestLevels, bestWithin, evenLevels, type Shares } from "./levels.ts";
import { isCounted, placePositions, type PlacedPositions } from "./place-positions.ts";
import type { AssemblyPlan } from "./plan-assembly.ts";
import { newestTokens } from "./newest-keys.ts";
import { meansOfUnchosen, weavePrototypes } from "./prototypes.ts";
import { scoreRedundancy } from "./score-redundancy.ts";
import { takeDigests } from "./take-digests.ts";
import { takeEntries, type CacheView, type ChunkRows } from "./take-entries.ts";

export interface ChunkToRead {
  /** [F, N, D] */
  readonly tokens: Tensor;
  /** What the decoder reads, where that is more than the tokens; default: the tokens alone. */
  readonly rows?: RowsToRead | undefined;
  /** The times of its F frames, in seconds. */
  readonly timesSec: readonly number[];
  /** Small pictures of its frames, awaited last. */
  readonly pictures?: Promise<readonly Blob[]> | undefined;
  /** Returns the codes of all its tokens, with which later chunks are compared; called when it is scored. Default none. */
  readonly codes?: (() => Promise<AngleCodes | null>) | undefined;
}

/** A chunk's tokens and the rows between them. */
export interface RowsToRead {
  /** [1, S, D] */
  readonly embeddings: Tensor;
  /** What the S rows are. */
  readonly pieces: readonly ChunkPiece[];
}

/** Scores each token, higher = kept sooner; null for even strides. Called while the chunk is in the cache. */
export type Score = (seen: ChunkInCache) => Promise<Float32Array<ArrayBuffer> | null>;

/** What the chunk's entries in the cache can tell. */
export interface ChunkInCache {
  /** Scores tokens by how little their keys recur and by the length of their values (`score-redundancy`). */
  readonly redundancy: () => Promise<Float32Array<ArrayBuffer>>;
}

/** The part of `ReadSettings` that decides the two levels of a chunk. */
export interface ReadingLevels {
  readonly shares: Shares;
  /**
   * With 2, each chunk is prefilled after the detailed and after the compact history, and each pass chooses its own.
   */
  readonly passes?: 1 | 2 | undefined;
  /** Whether the compact set has one mean entry for each frame among its tokens. */
  readonly prototypes?: boolean | undefined;
}

export interface ReadParts {
  readonly decoder: {
    append(embeddings: Tensor, place: PlacedPositions | null): Promise<void>;
    readonly cache: { readonly length: number; readonly capacity: number };
  };
  readonly view: CacheView;
  readonly settings: ReadingLevels;
  /** The positions of the system prompt. */
  readonly system: number;
  /** The plan by which the chunks before this one stand in the cache, at the given levels. */
  readonly plan: (history: Level) => AssemblyPlan;
  /** Puts them there. */
  readonly assemble: (plan: AssemblyPlan) => Promise<void>;
  /** The level at which they are there when the chunk is read; default: compact. */
  readonly history?: Level;
}

/** At which level the chunks before are read on behind. */
export type Level = "detailed" | "compact";

/** Reads a chunk, which stays in the cache after the compact memory. @throws AppError `memory-context`. */
export async function readChunk(
  parts: ReadParts,
  { tokens, rows: given, timesSec, pictures, codes }: ChunkToRead,
  score: Score,
  index: number,
): Promise<{ readonly record: ChunkRecord; readonly detailed: ArrayBuffer }> {
  const { view, settings } = parts;
  const [frames = 0, perFrame = 0] = tokens.dims;
  const count = frames * perFrame;
  invariant(timesSec.length === frames, `${frames} frames, ${timesSec.length} times`);
  const pieces = given?.pieces ?? tokensAlone(count);
  const embeddings = given?.embeddings ?? asRows(tokens);
  const read = { embeddings, pieces, frames, perFrame };
  // The first chunk's compact entries are its detailed ones, and its history is the same for both.
  const isFirst = index === 0;
  const prototypes = settings.prototypes === true && !isFirst ? frames : 0;
  const keep = settings.passes === 2 && !isFirst ? keepTwice : keepOnce;
  const { rows, scores, levels, detailed, ownCompact } = await keep(parts, read, score, prototypes);
  const allCodes = (await codes?.()) ?? null;
  const compact = isFirst ? levels.detailed : compactTokens(levels);
  const digests = await takeDigests(view, tokens, rows, newestTokens(levels, scores, frames));
  const states = view.cache.stateBytes === 0 ? null : await view.cache.takeStates();
  const record: ChunkRecord = {
    index,
    timesSec: [...timesSec],
    tokens: count,
    pieces,
    levels,
    ownCompact:
      prototypes > 0
        ? await withPrototypes(view, rows, { levels, detailed, ownCompact })
        : ownCompact,
    scores,
    codes: allCodes === null ? null : pickCodes(allCodes, compact),
    ...digests,
    states,
    pictures: (await pictures) ?? [],
  };
  return { record, detailed };
}

interface Kept extends Pick<ChunkRecord, "levels" | "scores" | "ownCompact"> {
  readonly rows: ChunkRows;
  readonly detailed: ArrayBuffer;
}

/** The rows of a chunk, and how many frames and tokens they are of. */
interface ReadRows extends RowsToRead, PiecedChunk {
  readonly frames: number;
}

type Keep = (parts: ReadParts, read: ReadRows, score: Score, prototypes: number) => Promise<Kept>;

/** Reads the chunk after what the cache holds. */
const keepOnce: Keep = async (parts, read, score, prototypes) => {
  const { view, settings } = parts;
  const rows = await append(parts, read);
  const scores = await score({ redundancy: () => scoreRedundancy(view, rows) });
  const levels =
    scores === null
      ? evenLevels(rows.frames * rows.perFrame, settings.shares, prototypes)
      : bestLevels(scores, settings.shares, prototypes);
  return {
    rows,
    scores,
    levels,
    detailed: await takeEntries(view, rows, keptRows(read, levels.detailed)),
    ownCompact: null,
  };
};

/** Takes detailed entries read after the detailed history, and compact ones read after the compact history. */
const keepTwice: Keep = async (parts, read, score, prototypes) => {
  const { view, settings } = parts;
  await fillHistory(parts, "detailed", read);
  const first = await keepOnce({ ...parts, history: "detailed" }, read, score, prototypes);
  await fillHistory(parts, "compact", read);
  const rows = await append(parts, read);
  const scores = await score({ redundancy: () => scoreRedundancy(view, rows) });
  const { detailed } = first.levels;
  const levels =
    scores === null
      ? first.levels
      : { detailed, compact: bestWithin(detailed, scores, settings.shares, prototypes) };
  return {
    ...first,
    rows,
    levels,
    ownCompact: await takeEntries(view, rows, keptRows(read, compactTokens(levels), true)),
  };
};

async function withPrototypes(
  view: CacheView,
  rows: ChunkRows,
  { levels, detailed, ownCompact }: Pick<Kept, "levels" | "detailed" | "ownCompact">,
): Promise<ArrayBuffer> {
  const chosen = compactTokens(levels);
  const entries =
    ownCompact ?? pickEntries(detailed, view.shape, levels.detailed.length, levels.compact);
  const means = await meansOfUnchosen(view, rows, chosen);
  return weavePrototypes(entries, means, chosen, rows, view.shape);
}

/** Puts one of the two histories into the cache, if the next chunk still fits after it. */
async function fillHistory(
  { assemble, plan, system, decoder }: ReadParts,
  history: Level,
  { pieces }: ReadRows,
): Promise<void> {
  const planned = plan(history);
  checkRoom(system + planned.entries + rowCount(pieces), decoder.cache.capacity, history);
  await assemble(planned);
}

/** Appends the chunk's rows behind what the cache holds, which is the system prompt and the history. */
async function append(
  { decoder, plan, history = "compact" }: ReadParts,
  read: ReadRows,
): Promise<ChunkRows> {
  const { embeddings, pieces, frames, perFrame } = read;
  const count = rowCount(pieces);
  const { length: from, capacity } = decoder.cache;
  checkRoom(from + count, capacity, "compact");
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  const { cursor, placing } = plan(history);
  const placed = placePositions(cursor, read, rows, placing);
  await decoder.append(embeddings, isCounted(placing) ? null : placed);
  return { from, frames, perFrame, tokenRows: tokenRows(pieces), positions: placed.positions };
}

/** [F, N, D] as [1, F · N, D]. */
function asRows(tokens: Tensor): Tensor {
  const [frames = 0, perFrame = 0, width = 0] = tokens.dims;
  return reshape(tokens, [1, frames * perFrame, width]);
}

function checkRoom(wanted: number, capacity: number, history: Level): void {
  if (wanted <= capacity) return;
  const hint =
    history === "compact"
      ? "Read at a lower rate, or compress further, to reach the end."
      : "Two passes hold the whole video in detail: read with one, at a lower rate, or compressed further.";
  throw new AppError(
    "memory-context",
    `The ${history} memory of what was read and the next frames take ${wanted} places; this model reads at most ${capacity}.`,
    `What was read can be asked about. ${hint}`,
  );
}

// One chunk of a long video through the decoder: append its tokens, score them, keep the entries of two levels.

import { invariant } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import { createRecorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { ChunkRecord } from "./chunk-record.ts";
import { frameStarts, type FrameMeans } from "./frame-means.ts";
import { bestLevels, evenLevels, type Shares } from "./levels.ts";
import { scoreRedundancy } from "./score-redundancy.ts";
import { eachStraightened, takeEntries, type CacheView, type ChunkRows } from "./take-entries.ts";

export interface ChunkToRead {
  /** [F, N, D] */
  readonly tokens: Tensor;
  /** Of its F frames, seconds. */
  readonly timesSec: readonly number[];
  /** Small pictures of its frames, awaited last. */
  readonly pictures?: Promise<readonly Blob[]> | undefined;
}

/** One number a token, higher = kept sooner; null for even strides. Called while the chunk stands in the cache. */
export type Score = (seen: ChunkInCache) => Promise<Float32Array<ArrayBuffer> | null>;

/** What its entries show. */
export interface ChunkInCache {
  /** By how little keys recur, and by the length of values (`score-redundancy`). */
  redundancy(): Promise<Float32Array<ArrayBuffer>>;
}

export interface ReadParts {
  readonly decoder: {
    append(embeddings: Tensor): Promise<void>;
    readonly cache: { readonly length: number; readonly capacity: number };
  };
  readonly view: CacheView;
  readonly plan: { readonly shares: Shares };
  readonly keyMeans: FrameMeans;
  readonly tokenMeans: FrameMeans;
}

/** The chunk stays in the cache, behind what was there. @throws AppError `memory-context`. */
export async function readChunk(
  parts: ReadParts,
  { tokens, timesSec, pictures }: ChunkToRead,
  score: Score,
  { index, toFrame }: { readonly index: number; readonly toFrame: number },
): Promise<{ readonly record: ChunkRecord; readonly low: ArrayBuffer }> {
  const { view, plan } = parts;
  const rows = await append(parts, tokens, toFrame);
  const count = rows.frames * rows.perFrame;
  invariant(timesSec.length === rows.frames, `${rows.frames} frames, ${timesSec.length} times`);
  const scores = await score({ redundancy: () => scoreRedundancy(view, rows) });
  invariant(scores === null || scores.length === count, `${count} tokens, other scores`);
  const levels = scores === null ? evenLevels(count, plan.shares) : bestLevels(scores, plan.shares);
  const [low, means] = await Promise.all([
    takeEntries(view, rows, levels.low),
    takeMeans(parts, tokens, rows, toFrame),
  ]);
  const record: ChunkRecord = {
    index,
    timesSec: [...timesSec],
    tokens: count,
    levels,
    high: null,
    scores,
    ...means,
    pictures: (await pictures) ?? [],
  };
  return { record, low };
}

async function append(
  { decoder }: ReadParts,
  tokens: Tensor,
  framesBefore: number,
): Promise<ChunkRows> {
  const [frames = 0, perFrame = 0, width = 0] = tokens.dims;
  const count = frames * perFrame;
  const { length: from, capacity } = decoder.cache;
  if (from + count > capacity) {
    throw new AppError(
      "memory-context",
      `The compact memory of ${framesBefore} frames and the next ${frames} take ${from + count} places; this model reads at most ${capacity}.`,
      "What was read can be asked about. Read at a lower rate, or compress further, to reach the end.",
    );
  }
  await decoder.append({ ...tokens, dims: [1, count, width] });
  return { from, frames, perFrame };
}

/** Means of the chunk's frames, for the GPU and for the record. */
async function takeMeans(
  { view, keyMeans, tokenMeans }: ReadParts,
  tokens: Tensor,
  rows: ChunkRows,
  toFrame: number,
): Promise<Pick<ChunkRecord, "frameKeys" | "frameTokens">> {
  const { frames, perFrame } = rows;
  const at = { toFrame, frames };
  const starts = frameStarts(view.gpu, Array<number>(frames).fill(perFrame));
  eachStraightened(view, rows, (recorder, keys, _values, layer) =>
    keyMeans.encode(recorder, layer, keys, starts, at),
  );
  const recorder = createRecorder(view.gpu, "memory/frame-tokens");
  const [, , width = 0] = tokens.dims;
  const flat = { ...tokens, dims: [1, 1, frames * perFrame, width] };
  tokenMeans.encode(recorder, 0, flat, starts, at);
  recorder.submit();
  starts.destroy();
  const [frameKeys, frameTokens] = await Promise.all([keyMeans.read(at), tokenMeans.read(at)]);
  return { frameKeys, frameTokens };
}

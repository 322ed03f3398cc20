// Takes the digests of a chunk that is in the decoder's cache, by which a question finds it.

import { createRecorder } from "../gpu/recorder.ts";
import { reshape, type Tensor } from "../gpu/tensor.ts";
import type { ChunkRecord, NewestKeys } from "./chunk-record.ts";
import { createFrameDigests, frameStarts } from "./frame-digests.ts";
import { eachLayerAtOrigin, type CacheView, type ChunkRows } from "./take-entries.ts";

/** Returns the digests of the chunk's frames, whose `tokens` are [F, N, D], and the keys of its `newest` tokens. */
export async function takeDigests(
  view: CacheView,
  tokens: Tensor,
  rows: ChunkRows,
  newest: Uint32Array,
): Promise<
  Pick<ChunkRecord, "frameKeys" | "frameBounds" | "frameTokens"> & { readonly newest: NewestKeys }
> {
  const { gpu, shape } = view;
  const { frames, perFrame } = rows;
  const [, , width = 0] = tokens.dims;
  const ofTokens = { layers: 1, frames, heads: 1, size: width, dtype: "float32" } as const;
  const [keyMeans, keyBounds, newestKeys, tokenMeans] = await Promise.all([
    createFrameDigests(gpu, "mean", { ...shape, frames }, "memory/frame-keys"),
    createFrameDigests(gpu, "bounds", { ...shape, frames }, "memory/frame-bounds"),
    // The mean of one key is the key.
    createFrameDigests(gpu, "mean", { ...shape, frames: newest.length }, "memory/newest-keys"),
    createFrameDigests(gpu, "mean", ofTokens, "memory/frame-tokens"),
  ]);
  const starts = frameStarts(gpu, Array<number>(frames).fill(perFrame));
  // The newest tokens stand once more behind all tokens, so that one turn of the keys serves both.
  const ones = frameStarts(gpu, Array<number>(newest.length).fill(1), frames * perFrame);
  const again = newest.map((token) => rows.tokenRows[token] ?? 0);
  const tokenRows = Uint32Array.of(...rows.tokenRows, ...again);
  eachLayerAtOrigin(view, { ...rows, tokenRows }, (recorder, keys, _values, layer) => {
    keyMeans.record(recorder, layer, keys, starts);
    keyBounds.record(recorder, layer, keys, starts);
    newestKeys.record(recorder, layer, keys, ones);
  });
  ones.destroy();
  const recorder = createRecorder(gpu, "memory/frame-tokens");
  tokenMeans.record(recorder, 0, reshape(tokens, [1, 1, frames * perFrame, width]), starts);
  recorder.submit();
  starts.destroy();
  const [frameKeys, frameBounds, keys, frameTokens] = await Promise.all([
    keyMeans.take(),
    keyBounds.take(),
    newestKeys.take(),
    tokenMeans.take(),
  ]);
  const ofKeys = newest.map((token) => Math.floor(token / perFrame));
  return { frameKeys, frameBounds, frameTokens, newest: { frames: ofKeys, keys } };
}

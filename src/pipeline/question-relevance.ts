// Scores the relevance of each frame of a long video to a question.

import { must } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { reshape, type Tensor } from "../gpu/tensor.ts";
import { forwardTokens } from "../language/decoder.ts";
import type { RelevanceId } from "../memory/choices.ts";
import { framesRead } from "../memory/chunk-record.ts";
import { isForgotten } from "../memory/forget.ts";
import { newestAttention } from "../memory/recall/newest-attention.ts";
import { attentionRelevance, frameRelevance } from "../memory/recall/relevance.ts";
import { attendFrames, scoreFrames } from "../memory/recall/score-frames.ts";
import type { VideoMemory } from "../memory/video-memory.ts";
import type { LoadedModel } from "./loaded-model.ts";

/** What of every chunk the question is compared with, by measure. */
const DIGESTS = {
  combined: ["frameBounds", "newest"],
  attention: ["frameBounds"],
  newest: ["newest"],
  bounds: ["frameBounds"],
  query: ["frameKeys"],
} as const;

type QueryMeasure = keyof typeof DIGESTS;
type DigestKind = (typeof DIGESTS)[QueryMeasure][number];

/** A question, and the ids of all text behind the video. */
export interface AskedText {
  readonly text: string;
  readonly ids: readonly number[];
  /** The ids at the end that are of the question, and not of the turns before it. */
  readonly own: number;
}

/** How much the frames have to do with a question. */
export interface FrameScores {
  /** One number a frame, in standard deviations from their mean; all are equal when the question has no influence. */
  readonly relevance: Float64Array;
  /** The attention of each frame's best token, which falls to 0; null for measures that do not compare tokens. */
  readonly attention: Float64Array | null;
}

/** Scores every frame. */
export async function questionRelevance(
  by: RelevanceId,
  gpu: Gpu,
  model: LoadedModel,
  memory: VideoMemory,
  question: AskedText,
): Promise<FrameScores> {
  const frames = framesRead(memory.records);
  const alone = (relevance: Float64Array): FrameScores => ({ relevance, attention: null });
  if (by === "even" || by === "random") return alone(new Float64Array(frames));
  const hasQueries = model.queries.length === model.decoder.cache.shape.layers.length;
  if (by === "embedding" || !hasQueries) {
    return alone(frameRelevance(await byEmbedding(gpu, model, memory, frames, question.text)));
  }
  // Memories that an earlier version saved lack what these need.
  const isAttention = by === "combined" || by === "attention" || by === "newest";
  const measure = isAttention && !hasNewest(memory) ? "attention" : by;
  const scores = await byQuery(measure, gpu, model, memory, question);
  const ofFrames = scores.get("frameBounds") ?? scores.get("frameKeys") ?? [];
  const ofTokens = scores.get("newest");
  if (!isAttention) return alone(frameRelevance(ofFrames));
  if (ofTokens === undefined) return alone(attentionRelevance(ofFrames));
  const attention = newestAttention(ofTokens, memory.records);
  const relevance = attentionRelevance([attention]);
  if (measure === "newest") return { relevance, attention };
  const larger = attentionRelevance(ofFrames).map((own, i) => Math.max(own, relevance[i] ?? own));
  return { relevance: larger, attention };
}

/** Whether the newest keys of all chunks are there: memories that an earlier version saved have none. */
const hasNewest = (memory: VideoMemory): boolean =>
  newestCount(memory) > 0 &&
  memory.records.every((record) => isForgotten(record) || record.newest !== undefined);

/**
 * Runs the question once after the system prompt, with all text that follows the video, because the model looks for the
 * answer where it begins. The turns before it are read too, so that "it" is what they spoke of, but do not look for frames
 * themselves. What this leaves in the cache is overwritten. Without the video before it, the cost is the same for videos of any
 * length.
 */
async function byQuery(
  by: QueryMeasure,
  gpu: Gpu,
  model: LoadedModel,
  memory: VideoMemory,
  { ids, own }: AskedText,
): Promise<ReadonlyMap<DigestKind, Float32Array[]>> {
  const { decoder, queries } = model;
  const { layers } = decoder.cache.shape;
  memory.resetToSystemPrompt();
  const [turns, suffix] = [ids.slice(0, ids.length - own), ids.slice(ids.length - own)];
  if (turns.length > 0) (await forwardTokens(decoder, turns)).destroy();
  const scores = new Map<DigestKind, Float32Array[]>();
  const logits = await forwardTokens(decoder, suffix, {
    tap: {
      names: queries.map(({ tensor }) => tensor),
      async see(tensors) {
        for (const kind of DIGESTS[by]) {
          const keys = memory.uploadDigests(kind);
          const scored = queries.map(({ layer, heads }, i) => ({
            queries: inRows(must(tensors[i], "queries"), heads * memory.shape.size),
            heads,
            keys: must(keys[layers.indexOf(layer)], "frame keys"),
          }));
          const isOfTokens = kind === "newest";
          const frames = isOfTokens ? newestCount(memory) : framesRead(memory.records);
          const of = { frames, tokens: suffix.length };
          try {
            const perLayer =
              by === "bounds" || by === "query"
                ? scoreFrames(gpu, scored, { ...of, isBounds: by === "bounds" })
                : attendFrames(gpu, scored, { ...of, isOfTokens });
            scores.set(kind, await perLayer);
          } finally {
            for (const tensor of keys) tensor.destroy();
          }
        }
      },
    },
  });
  logits.destroy();
  return scores;
}

const newestCount = ({ records }: VideoMemory): number =>
  records.reduce((sum, { newest }) => sum + (newest?.frames.length ?? 0), 0);

/** Queries [1, S, ≥ width], also where heads are an axis of their own. */
function inRows(queries: Tensor, width: number): Tensor {
  if ((queries.dims.at(-1) ?? 0) >= width) return queries;
  return reshape(queries, [1, elementCount(queries.dims) / width, width]);
}

async function byEmbedding(
  gpu: Gpu,
  { decoder, tokenizer }: LoadedModel,
  memory: VideoMemory,
  frames: number,
  question: string,
): Promise<Float32Array[]> {
  const ids = tokenizer.tokenizePlain(question);
  const queries = await decoder.embed(ids);
  const keys = memory.uploadDigests("frameTokens");
  try {
    const layer = { queries, heads: 1, keys: must(keys[0], "frame tokens") };
    return await scoreFrames(gpu, [layer], { frames, tokens: ids.length, isBounds: false });
  } finally {
    for (const tensor of [queries, ...keys]) tensor.destroy();
  }
}

// How much each frame of a long video has to do with a question.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { frameRelevance } from "../memory/relevance.ts";
import { scoreFrames } from "../memory/score-frames.ts";
import type { LoadedModel } from "./load-model.ts";
import type { VideoReader } from "./read-video.ts";

/**
 * What decides which chunks a question gets in detail. `attention`: the sum of the next two, one of which finds what is
 * small in a frame, the other what the question is about; `bounds`: the largest products that the question's queries can
 * have with a token of each frame, before rotation, layer by layer (Quest); `query`: those with each frame's mean key
 * (ReKV); `embedding`: of its embeddings with each frame's mean token (the ablation of Video-X²L's authors); `even` and
 * `random`: not the question, for comparison.
 */
export type RelevanceId = "attention" | "bounds" | "query" | "embedding" | "even" | "random";

/** One score a frame; none of them differ where the question is not looked at. */
export async function questionRelevance(
  by: RelevanceId,
  gpu: Gpu,
  model: LoadedModel,
  reader: Pick<VideoReader, "memory">,
  question: string,
): Promise<Float64Array> {
  const frames = reader.memory.records.reduce((sum, { timesSec }) => sum + timesSec.length, 0);
  if (by === "even" || by === "random") return new Float64Array(frames);
  const hasQueries = model.queries.length === model.config.text.layers;
  if (by === "embedding" || !hasQueries) {
    return frameRelevance(await byEmbedding(gpu, model, reader.memory, frames, question));
  }
  const digests = by === "attention" ? (["bounds", "query"] as const) : [by];
  const scores = await byQuery(digests, gpu, model, reader.memory, frames, question);
  return frameRelevance(scores.map(frameRelevance));
}

/**
 * The question is run once behind the system prompt; what it leaves in the cache is overwritten. Without the video before
 * it, it costs the same for videos of any length, and in the needle suite it finds the same chunks.
 */
async function byQuery(
  by: readonly ("bounds" | "query")[],
  gpu: Gpu,
  { decoder, tokenizer, queries }: LoadedModel,
  memory: VideoReader["memory"],
  frames: number,
  question: string,
): Promise<Float32Array[][]> {
  memory.begin();
  const ids = tokenizer.encodePlain(question);
  const scores: Float32Array[][] = [];
  const embeddings = await decoder.embed(ids);
  try {
    const logits = await decoder.forward(embeddings, {
      tap: {
        names: queries.map(({ tensor }) => tensor),
        async see(tensors) {
          for (const one of by) {
            const isBounds = one === "bounds";
            const keys = memory.uploadDigests(isBounds ? "frameBounds" : "frameKeys");
            const layers = queries.map(({ layer, heads }, i) => ({
              queries: must(tensors[i], "queries"),
              heads,
              keys: must(keys[layer], "frame keys"),
            }));
            scores.push(await scoreFrames(gpu, layers, { frames, tokens: ids.length, isBounds }));
            for (const tensor of keys) tensor.destroy();
          }
        },
      },
    });
    logits.destroy();
  } finally {
    embeddings.destroy();
  }
  return scores;
}

async function byEmbedding(
  gpu: Gpu,
  { decoder, tokenizer }: LoadedModel,
  memory: VideoReader["memory"],
  frames: number,
  question: string,
): Promise<Float32Array[]> {
  const ids = tokenizer.encodePlain(question);
  const queries = await decoder.embed(ids);
  const keys = memory.uploadDigests("frameTokens");
  try {
    const layer = { queries, heads: 1, keys: must(keys[0], "frame tokens") };
    return await scoreFrames(gpu, [layer], { frames, tokens: ids.length, isBounds: false });
  } finally {
    for (const tensor of [queries, ...keys]) tensor.destroy();
  }
}

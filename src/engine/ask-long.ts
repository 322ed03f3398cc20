// One question about a long video, from its options to its report.

import { stageMs } from "../base/span.ts";
import { answerLong } from "../pipeline/answer-long.ts";
import type { VideoReader } from "../pipeline/read-video.ts";
import type { LongReport } from "./api.ts";
import type { AskContext } from "./ask.ts";
import type { Calls } from "./protocol.ts";
import { seededRandom } from "./random.ts";
import type { Turn } from "./turn.ts";

const MAX_TOKENS = 64;

export async function askLongOnce(
  { gpu, model }: Turn,
  reader: VideoReader,
  { question, options }: Calls["askLong"],
  { signal, askedMs, onPiece }: AskContext,
): Promise<LongReport> {
  const pieces = answerLong(gpu, model, reader, question, {
    maxTokens: options.maxTokens ?? MAX_TOKENS,
    temperature: options.temperature ?? 0,
    topP: options.topP ?? 1,
    random: seededRandom(options.seed ?? 0),
    ignoreEnd: options.ignoreEnd,
    chunks: options.chunks,
    entries: options.entries,
    relevance: options.relevance,
    forced: new Map(options.forced ?? []),
    signal,
  });
  const { records } = reader.memory;
  let next = await pieces.next();
  while (next.done !== true) {
    onPiece(next.value);
    next = await pieces.next();
  }
  const { text, stop, steps, spans, isLow, relevance, frames, entries, promptTokens, positions } =
    next.value;
  const firstToken = spans.find(({ stage }) => stage === "prefill");
  let seen = 0;
  return {
    text,
    stop,
    steps,
    chunks: records.map(({ timesSec }, i) => ({
      timesSec,
      isDetailed: isLow[i] === true,
      relevance: relevance[i] ?? 0,
      frames: frames.slice(seen, (seen += timesSec.length)),
    })),
    entries,
    promptTokens,
    kvBytes: positions * model.decoder.cache.bytesPerPosition,
    firstTokenMs: (firstToken?.endMs ?? askedMs) - askedMs,
    prefillMs: stageMs(spans, "prefill"),
    stepMs: stageMs(spans, "step"),
    totalMs: performance.now() - askedMs,
    spans,
  };
}

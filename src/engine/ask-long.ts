// One question about a long video, from its options to its report.

import { stageMs } from "../base/span.ts";
import { drain } from "../base/stream.ts";
import { answerLong, type RankedChoice } from "../pipeline/answer-long.ts";
import type { VideoReader } from "../pipeline/read-video.ts";
import type { AskLongOptions, LongChoice, LongReport } from "./api.ts";
import { seededRandom } from "./random.ts";
import type { AskContext, Turn } from "./turn.ts";

const MAX_TOKENS = 64;

export async function askLongOnce(
  { gpu, model }: Turn,
  reader: VideoReader,
  question: string,
  options: AskLongOptions,
  { signal, askedMs, onPiece }: AskContext,
): Promise<LongReport> {
  const { records } = reader.memory;
  const choiceOf = ({ isDetailed, relevance, frames, entries }: RankedChoice): LongChoice => {
    let seen = 0;
    const chunks = records.slice(0, isDetailed.length).map(({ timesSec }, i) => ({
      timesSec,
      isDetailed: isDetailed[i] === true,
      relevance: relevance[i] ?? 0,
      frames: frames.slice(seen, (seen += timesSec.length)),
    }));
    return { chunks, entries };
  };
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
    onChoice: (choice) => options.onChoice?.(choiceOf(choice)),
    signal,
  });
  const answered = await drain(pieces, onPiece);
  const { text, stop, steps, spans, promptTokens, cached } = answered;
  const firstToken = spans.find(({ stage }) => stage === "prefill");
  return {
    ...choiceOf(answered),
    text,
    stop,
    steps,
    promptTokens,
    kvBytes: cached * model.decoder.cache.bytesPerPosition,
    firstTokenMs: (firstToken?.endMs ?? askedMs) - askedMs,
    prefillMs: stageMs(spans, "prefill"),
    stepMs: stageMs(spans, "step"),
    totalMs: performance.now() - askedMs,
    spans,
  };
}

// One question, from its plan to its report.

import { AppError } from "../base/errors.ts";
import { elementCount } from "../base/shape.ts";
import { stageMs } from "../base/span.ts";
import { drain } from "../base/stream.ts";
import { answer, copyLogits } from "../pipeline/answer.ts";
import type { EncodedVideo } from "../pipeline/encode-video.ts";
import type { LoadedModel } from "../pipeline/loaded-model.ts";
import type { AnswerReport, AskOptions, PlanRequest } from "./api.ts";
import { seededRandom } from "./random.ts";
import type { AskContext, Workbench } from "./turn.ts";

interface FramesQuestion {
  readonly videoId: number;
  readonly tokens: EncodedVideo;
  readonly question: string;
  readonly options: AskOptions;
}

const ALL_TOKENS: PlanRequest = { method: "vidcom2", retention: 1 };
const MAX_TOKENS = 64;

export async function askOnce(
  workbench: Workbench,
  model: LoadedModel,
  { videoId, tokens, question, options }: FramesQuestion,
  { signal, askedMs, onPiece }: AskContext,
): Promise<AnswerReport> {
  const { gpu, planner, distributions, prefix } = workbench;
  const { plan, video } = await planner.plan(videoId, tokens, options.plan ?? ALL_TOKENS, model);
  let kl: number | null = null;
  const pieces = answer(model, prefix, video, question, {
    maxTokens: Math.max(1, options.maxTokens ?? MAX_TOKENS),
    temperature: options.temperature ?? 0,
    topP: options.topP ?? 1,
    random: seededRandom(options.seed ?? 0),
    ignoreEnd: options.ignoreEnd,
    signal,
    async onFirstLogits(logits) {
      if (options.compareWith !== undefined) {
        const reference = distributions.get(options.compareWith);
        if (reference === undefined || elementCount(reference.dims) !== elementCount(logits.dims)) {
          throw new AppError(
            "no-distribution",
            `No distribution of this model is kept under "${options.compareWith}".`,
            "Ask with keepDistribution first.",
          );
        }
        kl = await model.sampler.kl(reference, logits);
      }
      if (options.keepDistribution !== undefined) {
        distributions.get(options.keepDistribution)?.destroy();
        distributions.set(options.keepDistribution, copyLogits(gpu, logits));
      }
    },
  });
  const answered = await drain(pieces, onPiece);
  const { text, stop, steps, promptTokens, videoReused, positions, cached, spans } = answered;
  const firstToken = spans.find((span) => span.stage === "prefill");
  return {
    text,
    stop,
    tokens: { total: plan.total, kept: plan.kept, prompt: promptTokens },
    kvBytes: cached * model.decoder.cache.bytesPerPosition,
    positions,
    videoReused,
    firstTokenMs: (firstToken?.endMs ?? askedMs) - askedMs,
    prefillMs: stageMs(spans, "prefill"),
    stepMs: stageMs(spans, "step"),
    steps,
    totalMs: performance.now() - askedMs,
    kl,
    plan,
    spans,
  };
}

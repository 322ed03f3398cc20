// The waterfall as a document for other tools. The times of all spans count from the start of the first one.

import type { AdapterFacts, FramesAnswer, ModelInfo, FramesVideo } from "../../engine/api.ts";
import type { Waterfall } from "./waterfall.ts";

export interface TimingsContext {
  readonly video: FramesVideo | null;
  readonly model: ModelInfo | null;
  readonly adapter: AdapterFacts | null;
}

const round = (ms: number): number => Number(ms.toFixed(3));

export function timingsJson(
  { lanes }: Waterfall,
  report: FramesAnswer | null,
  { video, model, adapter }: TimingsContext,
): string {
  const slices = lanes.flatMap((lane) => lane.slices);
  const startMs = Math.min(...slices.map((slice) => slice.startMs));
  const document = {
    kind: "framewise-timings",
    version: 1,
    video: video && {
      name: video.facts.name,
      frames: video.timesSec.length,
      looked: video.looked,
      tokensPerFrame: video.tokensPerFrame,
    },
    model: model && { id: model.id, runtime: model.runtime },
    adapter,
    answer: report && {
      request: report.plan.request,
      tokens: report.tokens,
      visualTokensKept: report.plan.kept,
      averageRetention: report.plan.averageRetention,
      positions: report.positions,
      videoReused: report.videoReused,
      firstTokenMs: round(report.firstTokenMs),
      prefillMs: round(report.prefillMs),
      stepMs: round(report.stepMs),
      steps: report.steps,
      totalMs: round(report.totalMs),
    },
    stages: lanes.map(({ stage, slices, busyMs }) => ({
      stage,
      busyMs: round(busyMs),
      spans: slices.length,
    })),
    spans: slices
      .map((slice) => ({
        stage: slice.stage,
        cause: slice.cause,
        startMs: round(slice.startMs - startMs),
        endMs: round(slice.endMs - startMs),
        items: slice.items,
      }))
      .sort((a, b) => a.startMs - b.startMs),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

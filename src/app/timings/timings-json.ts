// The waterfall as a document for other tools. The times of all spans count from the start of the first one.

import type { FramesAnswer, FramesVideo } from "../../engine/api.ts";
import { adapterName } from "../values/adapter-name.ts";
import type { Surroundings } from "../values/export-about.ts";
import { VERSION } from "../values/version.ts";
import type { Waterfall } from "./waterfall.ts";

export interface TimingsContext extends Surroundings {
  readonly video: FramesVideo | null;
}

const round = (ms: number): number => Number(ms.toFixed(3));

export function timingsJson(
  { lanes }: Waterfall,
  report: FramesAnswer | null,
  { video, model, adapter, savedAt }: TimingsContext,
): string {
  const slices = lanes.flatMap((lane) => lane.slices);
  const startMs = Math.min(...slices.map((slice) => slice.startMs));
  const document = {
    kind: "framewise-timings",
    version: 2,
    framewise: VERSION,
    savedAt: savedAt.toISOString(),
    video: video && {
      name: video.facts.name,
      frames: video.timesSec.length,
      looked: video.looked,
      patches: video.encode.count,
      notCopied: video.encode.left,
      tokensPerFrame: video.tokensPerFrame,
    },
    model: model && { id: model.id, precision: model.precision, runtime: model.runtime },
    adapter: adapter && { name: adapterName(adapter), ...adapter },
    answer: report && {
      request: report.plan.request,
      tokens: report.tokens,
      visualTokensKept: report.plan.kept,
      averageRetention: report.plan.averageRetention,
      positions: report.positions,
      videoReused: report.videoReused,
      aheadMs: report.aheadMs === undefined ? null : round(report.aheadMs),
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

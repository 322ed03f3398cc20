// The waterfall as numbers: a lane for each stage, slices on the work clock, and the two moments of the question. A stage that
// did not run keeps an empty lane, so that what stands above the drawer stays in its place when it does.

import type { FramesAnswer, Span, StageName } from "../../engine/api.ts";
import { STAGES } from "../../engine/catalogue.ts";
import { coveredMs, createWorkClock, type Break, type Piece } from "./work-clock.ts";

/** What a slice was for: `before` was done once (for the video or the plan), `question` for this question. */
export type Cause = "before" | "question";

export interface Slice extends Span {
  readonly cause: Cause;
  /** When it began, on the work clock. */
  readonly atMs: number;
  readonly widthMs: number;
}

export interface Lane {
  readonly stage: StageName;
  readonly slices: readonly Slice[];
  /** The time in which the stage ran; slices that overlap count once. */
  readonly busyMs: number;
  readonly items: number;
}

export interface Waterfall {
  readonly lanes: readonly Lane[];
  readonly lengthMs: number;
  readonly pieces: readonly Piece[];
  readonly breaks: readonly Break[];
  /** When the question was asked, on the work clock; null without an answer. */
  readonly askedAtMs: number | null;
  readonly firstTokenAtMs: number | null;
  /** The time of what was done once and is used again. */
  readonly beforeMs: number;
}

/** Drops repeated spans: those of a plan are also in the report of the answer that made it. */
function uniqueSpans(spans: readonly Span[]): Span[] {
  const seen = new Map<string, Span>();
  for (const span of spans) seen.set(`${span.stage} ${span.startMs} ${span.endMs}`, span);
  return [...seen.values()];
}

/** Returns when the first token was there, on the engine's clock: when the prefill ended, or else the first step began. */
function firstTokenMs(spans: readonly Span[]): number | null {
  const prefills = spans.filter(({ stage }) => stage === "prefill");
  if (prefills.length > 0) return Math.max(...prefills.map(({ endMs }) => endMs));
  const steps = spans.filter(({ stage }) => stage === "step");
  return steps.length > 0 ? Math.min(...steps.map(({ startMs }) => startMs)) : null;
}

/**
 * Puts the spans of the video, of the plan on show and of the last answer about this video on one clock. The moment of
 * asking, which is not among the spans, is the `firstTokenMs` of the report before the first token.
 */
export function waterfallOf(
  video: readonly Span[],
  plan: readonly Span[],
  report: FramesAnswer | null,
): Waterfall {
  const asked = report === null ? [] : uniqueSpans([...report.spans, ...report.plan.spans]);
  const firstMs = firstTokenMs(asked);
  const askedMs = firstMs === null || report === null ? null : firstMs - report.firstTokenMs;
  const spans = uniqueSpans([...video, ...(report === null ? plan : []), ...asked]);
  const moments =
    askedMs === null || firstMs === null ? [] : [{ startMs: askedMs, endMs: firstMs }];
  const clock = createWorkClock([...spans, ...moments]);

  const slices = spans.map((span): Slice => {
    const atMs = clock.at(span.startMs);
    const isBefore =
      report === null || video.includes(span) || (askedMs !== null && span.endMs <= askedMs);
    return {
      ...span,
      cause: isBefore ? "before" : "question",
      atMs,
      widthMs: clock.at(span.endMs) - atMs,
    };
  });
  const lanes = STAGES.map((stage): Lane => {
    const mine = slices
      .filter((slice) => slice.stage === stage)
      .sort((a, b) => a.startMs - b.startMs);
    const items = mine.reduce((sum, slice) => sum + slice.items, 0);
    return { stage, slices: mine, busyMs: coveredMs(mine), items };
  });
  return {
    lanes,
    lengthMs: clock.lengthMs,
    pieces: clock.pieces,
    breaks: clock.breaks,
    askedAtMs: askedMs === null ? null : clock.at(askedMs),
    firstTokenAtMs: firstMs === null ? null : clock.at(firstMs),
    beforeMs: coveredMs(slices.filter(({ cause }) => cause === "before")),
  };
}

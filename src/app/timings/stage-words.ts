// The words of the lanes and bars of the waterfall.

import { copiedWords } from "../../base/sampling.ts";
import type { FramesAnswer, StageName, WholeAnswer } from "../../engine/api.ts";
import { formatCount, formatMs, formatSeconds, UNIT, formatCounted } from "../values/format.ts";
import { aheadWords } from "../values/cost.ts";
import type { Lane, Slice, Waterfall } from "./waterfall.ts";

/** What each stage does, for the detail line. */
const ABOUT: Readonly<Record<StageName, string>> = {
  decode: "frames out of the file",
  preprocess: "frames resized and normalised",
  encode: "frames through the vision encoder",
  pool: "patches pooled to tokens",
  score: "uniqueness of frames and tokens",
  select: "budget of each frame, tokens picked",
  gather: "kept tokens collected",
  splice: "kept tokens put between the words",
  prefill: "the prompt through the language model",
  remade: "the part of the prefill behind the first cut, which each question makes anew",
  step: "one more token each",
};

const withUnit = (ms: number): string => `${formatMs(ms)}${UNIT}ms`;

/** Returns how much went through a lane: "32 frames", "8 batches", "1 604 positions". */
export function laneNote({ stage, slices, items }: Lane): string {
  if (slices.length === 0) return "";
  switch (stage) {
    case "encode":
      return formatCounted(slices.length, "batch", "batches");
    case "decode":
    case "preprocess":
    case "pool":
      return formatCounted(items, "frame");
    case "prefill":
    case "remade":
      return formatCounted(items, "position");
    case "step":
      return `each, ${formatCounted(slices.length, "step")}`;
    case "score":
    case "select":
    case "gather":
    case "splice":
      return "";
  }
}

/** Returns the milliseconds of a lane, or of one step on average; null when the stage did not run. */
export function laneMs({ stage, slices, busyMs }: Lane): number | null {
  if (slices.length === 0) return null;
  return stage === "step" ? busyMs / slices.length : busyMs;
}

export function laneDetail(lane: Lane, encodedShare?: number): string {
  if (lane.slices.length === 0) return `${lane.stage}, ${ABOUT[lane.stage]}: did not run`;
  const copied =
    lane.stage === "encode" && encodedShare !== undefined ? `, ${copiedWords(encodedShare)}` : "";
  const share = lane.slices.length === 1 ? "" : ` in ${formatCount(lane.slices.length)} parts`;
  return `${lane.stage}, ${ABOUT[lane.stage]}: ${withUnit(lane.busyMs)}${share}${copied}`;
}

export function sliceDetail(lane: Lane, index: number, encodedShare?: number): string {
  const slice = lane.slices[index];
  if (slice === undefined) return laneDetail(lane, encodedShare);
  const place = lane.slices.length === 1 ? "" : ` ${index + 1} of ${lane.slices.length}`;
  return `${lane.stage}${place}: ${withUnit(slice.endMs - slice.startMs)}${itemsOf(slice)}`;
}

function itemsOf({ stage, items }: Slice): string {
  switch (stage) {
    case "decode":
    case "preprocess":
    case "encode":
    case "pool":
      return `, ${formatCounted(items, "frame")}`;
    case "prefill":
    case "remade":
      return `, ${formatCounted(items, "position")}`;
    case "score":
    case "select":
    case "gather":
    case "splice":
    case "step":
      return "";
  }
}

/** Returns the time of what was done before the question: "Video work reused, 1.2 s". */
export function beforeLine(
  { beforeMs }: Waterfall,
  report: FramesAnswer | null,
  encodedShare?: number,
): string {
  const copied = encodedShare === undefined ? "" : `, ${copiedWords(encodedShare)}`;
  const aheadMs = report?.aheadMs;
  const ahead = aheadMs === undefined ? "" : `, and ${aheadWords(aheadMs)}`;
  const isReused = report?.videoReused === true && aheadMs === undefined;
  return `${isReused ? "Video work reused" : "Video work"}, ${formatSeconds(beforeMs)}${copied}${ahead}`;
}

/** The names of the stages of an answer about a whole video, in their order. */
const WHOLE_STAGES: readonly (readonly [stage: StageName, words: string])[] = [
  ["score", "score chunks"],
  ["prefill", "re-load and prefill"],
  ["step", "steps"],
];

/** Returns the times of an answer about a whole video: "score chunks 0.21 s, re-load and prefill 0.83 s". */
export function stagesLine(report: Pick<WholeAnswer, "spans"> | null): string {
  if (report === null) return "The stages of an answer";
  const { spans } = report;
  return WHOLE_STAGES.flatMap(([stage, words]) => {
    const mine = spans.filter((span) => span.stage === stage);
    if (mine.length === 0) return [];
    const ms = mine.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
    return [`${words} ${formatSeconds(ms)}`];
  }).join(", ");
}

/** Returns the title of a stretch that is cut out: "12 s not shown". */
export function cutWords(ms: number): string {
  if (ms < 1_000) return `${formatCount(ms)}${UNIT}ms not shown`;
  if (ms < 120_000) return `${formatCount(ms / 1_000)}${UNIT}s not shown`;
  return `${formatCount(ms / 60_000)}${UNIT}min not shown`;
}

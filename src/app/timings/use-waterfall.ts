import { useMemo } from "react";
import type { FramesAnswer, Span } from "../../engine/api.ts";
import { selectPlan, selectFrames, selectVideoSpans } from "../../store/selectors.ts";
import type { State } from "../../store/types.ts";
import { answerOf } from "../../store/ask/answer-of.ts";
import { useSession } from "../hooks/session.tsx";
import { waterfallOf, type Waterfall } from "./waterfall.ts";

const NO_SPANS: readonly Span[] = [];

const endOf = (report: FramesAnswer): number => report.spans.at(-1)?.endMs ?? 0;

/**
 * Returns the last answer about the video that is open, of the conversation or of the comparisons. A video that was opened
 * again counts as another one, because earlier answers do not belong to its stages.
 */
export function selectLatestReport(state: State): FramesAnswer | null {
  const id = selectFrames(state)?.video.id;
  const cells = state.compare.list.flatMap(({ columns }) => columns.flatMap((one) => one.cells));
  const compared = cells.map((cell) => (cell.phase === "done" ? cell.report : null));
  let latest: FramesAnswer | null = null;
  for (const report of [
    ...state.turns.map((turn) => (turn.kind === "frames" ? answerOf(turn) : null)),
    ...compared,
  ]) {
    if (report === null || report.plan.videoId !== id) continue;
    if (latest === null || endOf(report) > endOf(latest)) latest = report;
  }
  return latest;
}

const selectPlanSpans = (state: State) => selectPlan(state)?.spans ?? NO_SPANS;

export interface TimedWork {
  /** The waterfall, which is empty while no video is open. */
  readonly waterfall: Waterfall;
  /** The last answer about the video. */
  readonly report: FramesAnswer | null;
}

export function useWaterfall(): TimedWork {
  const videoSpans = useSession(selectVideoSpans);
  const planSpans = useSession(selectPlanSpans);
  const report = useSession(selectLatestReport);
  const waterfall = useMemo(
    () => waterfallOf(videoSpans, planSpans, report),
    [videoSpans, planSpans, report],
  );
  return { waterfall, report };
}

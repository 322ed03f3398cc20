import { useEffect, useState } from "react";
import type { Turn } from "../../store/ask/types.ts";
import { formatCount, formatCounted, UNIT } from "../values/format.ts";

const TICK_MS = 100;

/** Returns the milliseconds since the component was mounted, ten times a second. */
function useElapsedMs(): number {
  const [elapsedMs, setElapsedMs] = useState(0);
  useEffect(() => {
    const sinceMs = performance.now();
    const timer = setInterval(() => setElapsedMs(performance.now() - sinceMs), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return elapsedMs;
}

function wordsFor(turn: Turn): string {
  if (turn.kind === "whole") {
    return `Ranking ${formatCounted(turn.chunkCount, "chunk")}, loading the most relevant`;
  }
  if (turn.plan === null) return "Reading the video";
  return `Reading ${formatCount(turn.plan.kept)} visual tokens`;
}

/** What is shown before the first token: what the model is doing, and for how long. */
export function Waiting({ turn }: { readonly turn: Turn }) {
  const seconds = (useElapsedMs() / 1_000).toFixed(1);
  return (
    <p className="waiting">
      {wordsFor(turn)}{" "}
      <span className="num">
        {seconds}
        {UNIT}s
      </span>
    </p>
  );
}

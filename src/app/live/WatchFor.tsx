// Standing questions about a running source: what is watched for, when it was there, and how sure the model is.

import { useEffect, useState } from "react";
import { selectWatches } from "../../store/live/state.ts";
import type { StandingWatch } from "../../store/live/types.ts";
import type { WholeLook } from "../../store/whole/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { PictureFrame } from "../stage/PictureFrame.tsx";
import { formatClock, formatCount, formatCounted, formatPercent } from "../values/format.ts";
import { WatchForm } from "./WatchForm.tsx";

function Hits({ watch }: { readonly watch: StandingWatch }) {
  const { seekTo } = useActions();
  if (watch.hits.length === 0) return null;
  return (
    <ol className="watch-hits" aria-label={`When it fired: ${watch.asked.question}`} reversed>
      {watch.hits.toReversed().map(({ chunk, timeSec, probability, picture }) => (
        <li key={chunk}>
          <button type="button" className="watch-hit" onClick={() => seekTo(timeSec)}>
            {picture !== null && <PictureFrame picture={picture} className="watch-picture" />}
            <b className="num">{formatClock(timeSec)}</b>
            <span className="num">{formatPercent(probability)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function stateOf({ last, checks, skipped }: StandingWatch, isRunning: boolean): string {
  if (last === null && isRunning) return "waits for the next chunk";
  const late =
    skipped === 0 ? "" : `, ${formatCount(skipped)} left out, because the model was busy`;
  const newest =
    last === null ? "" : `${formatPercent(last.probability)} at ${formatClock(last.timeSec)}, `;
  return `${newest}${formatCounted(checks, "check")}${late}`;
}

function Watch({
  watch,
  isRunning,
}: {
  readonly watch: StandingWatch;
  readonly isRunning: boolean;
}) {
  const { stopWatching } = useActions();
  const { asked, hits, error } = watch;
  return (
    <li className="watch">
      <p>
        <b>{asked.question}</b>
        <span className="faint">{stateOf(watch, isRunning)}</span>
        <span>
          {hits.length === 0
            ? "has not fired"
            : `fired ${hits.length === 1 ? "once" : `${formatCount(hits.length)} times`}`}
        </span>
      </p>
      {error !== null && <p className="label">{error.message}</p>}
      {isRunning && (
        <button
          type="button"
          className="btn plain"
          aria-label={`Remove: ${asked.question}`}
          onClick={() => void stopWatching(watch.id)}
        >
          Remove
        </button>
      )}
      <Hits watch={watch} />
    </li>
  );
}

/** Tells screen readers when one has fired. */
function newsOf(watches: readonly StandingWatch[]): string {
  const fired = watches.flatMap(({ asked, hits }) => hits.map((hit) => ({ asked, hit })));
  const last = fired.toSorted((a, b) => a.hit.timeSec - b.hit.timeSec).at(-1);
  return last === undefined
    ? ""
    : `${last.asked.question} Fired at ${formatClock(last.hit.timeSec)}.`;
}

export function WatchFor({ whole }: { readonly whole: WholeLook }) {
  const [isAdding, setAdding] = useState(false);
  const { refreshNotes } = useActions();
  const watches = useSession(selectWatches);
  const { live, reading, savedAs } = whole;
  const isRunning = live !== null && reading.phase === "reading";
  const isFromDisk = live === null && savedAs !== null;
  useEffect(() => {
    if (isFromDisk) void refreshNotes();
  }, [isFromDisk, refreshNotes]);
  if (!isRunning && watches.length === 0) return null;
  const title = isRunning ? "Watch for" : "Watched for";
  return (
    <section className="watch-for" aria-label={title}>
      <p className="watch-head">
        <b>{title}</b>
        <span className="label wide">
          {isRunning
            ? "asked about each chunk as it comes"
            : "was asked about each chunk as it came"}
        </span>
        <span className="grow" />
        {isRunning && !isAdding && (
          <button type="button" className="btn" onClick={() => setAdding(true)}>
            Add a standing question
          </button>
        )}
      </p>
      {isAdding && isRunning && <WatchForm onLeave={() => setAdding(false)} />}
      {watches.length > 0 && (
        <ul>
          {watches.map((watch) => (
            <Watch key={watch.id} watch={watch} isRunning={isRunning} />
          ))}
        </ul>
      )}
      <p className="sr" role="status">
        {newsOf(watches)}
      </p>
    </section>
  );
}

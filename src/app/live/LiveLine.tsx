// How the reading of a running source keeps up, what was missed, and the button that ends it.

import { selectAskBlock, selectIsBusy } from "../../store/selectors.ts";
import type { LiveLook } from "../../store/live/types.ts";
import type { WholeLook } from "../../store/whole/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { formatClock, formatCount } from "../values/format.ts";
import { factorWords, missedWords, slowWords, sourceWords } from "./live-words.ts";

/** A question about the last minute. */
const JUST = "What just happened?";

function Sentences({ live }: { readonly live: LiveLook }) {
  const said = [sourceWords(live), slowWords(live), ...missedWords(live)].filter(
    (words) => words !== null,
  );
  return (
    <div className="live-said" role="status">
      {said.map((words) => (
        <p key={words}>{words}</p>
      ))}
    </div>
  );
}

export function LiveLine({ whole, live }: { readonly whole: WholeLook; readonly live: LiveLook }) {
  const { stopReading, selectFrame, ask } = useActions();
  const isBlocked = useSession((state) => selectAskBlock(state) !== null || selectIsBusy(state));
  const selected = useSession(({ selected }) => selected);
  const { reading, timesSec, chunks } = whole;
  const isRunning = reading.phase === "reading";
  const isEnding = isRunning && reading.ending !== null;
  const factor = isRunning ? factorWords(live) : null;
  const frames = `${formatCount(timesSec.length)} frames, ${formatClock(timesSec.at(-1) ?? 0)}`;
  return (
    <div className="reading live" data-quiet={isRunning ? undefined : ""}>
      <p>
        <b>
          {isRunning && <i className="live-dot" aria-hidden="true" />}
          {isRunning ? "Live" : "Was read live"}
        </b>
        <span className="num">{frames}</span>
        {factor !== null && <span className="faint">{factor}</span>}
        {isEnding && <span className="faint">reads what has come, then ends</span>}
      </p>
      {isRunning && (
        <div className="row">
          <button
            type="button"
            className="btn plain"
            disabled={isBlocked}
            onClick={() => void ask(JUST)}
          >
            {JUST}
          </button>
          {selected < timesSec.length - 1 && (
            <button
              type="button"
              className="btn plain"
              onClick={() => selectFrame(timesSec.length - 1)}
            >
              Back to now
            </button>
          )}
          <button
            type="button"
            className="btn"
            // A memory of which nothing was read would be dropped.
            disabled={isEnding || chunks.length === 0}
            onClick={stopReading}
          >
            Stop and save
          </button>
        </div>
      )}
      <Sentences live={live} />
    </div>
  );
}

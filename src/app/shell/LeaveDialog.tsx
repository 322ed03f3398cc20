// Asked before another video takes the place of one that is being read or asked about.

import { memoryIn } from "../../store/video/state.ts";
import { selectIsReadingUnderWay } from "../../store/video/leave-reading.ts";
import { selectIsBusy, selectRunningComparison } from "../../store/selectors.ts";
import { readUntilSec } from "../../store/whole/selectors.ts";
import type { State } from "../../store/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { formatClock } from "../values/format.ts";
import { PageDialog } from "./PageDialog.tsx";

/** What would be lost; null when it has ended while the reader was being asked. */
type Work = "reading" | "comparison" | "list" | "answer";

function selectWork(state: State): Work | null {
  if (selectIsReadingUnderWay(state)) return "reading";
  if (selectRunningComparison(state) !== null) return "comparison";
  if (!selectIsBusy(state)) return null;
  return state.batch?.isRunning === true ? "list" : "answer";
}

const LOST: Readonly<Record<Exclude<Work, "reading">, string>> = {
  comparison: "A comparison is being made. Another video ends it; what has been answered stays.",
  list: "A list of questions is being asked. Another video ends it; it can go on when this video is open again.",
  answer: "An answer is being given. Another video ends it; what has been said stays.",
};

function ReadingWords() {
  const memory = useSession(({ video }) => memoryIn(video));
  if (memory === null) return null;
  const { name, facts } = memory.video;
  return (
    <p>
      {name} has been read to {formatClock(readUntilSec(memory))} of{" "}
      {formatClock(facts.durationSec)}. Another video ends the reading; what is saved can be asked
      and read on later.
    </p>
  );
}

function Choice() {
  const { leaveReading } = useActions();
  const work = useSession(selectWork);
  const isReading = work === "reading";
  return (
    <>
      {isReading && <ReadingWords />}
      {!isReading && <p>{work === null ? "It has come to its end meanwhile." : LOST[work]}</p>}
      <div className="row end">
        <button type="button" className="btn plain" onClick={() => void leaveReading("keep")}>
          {isReading ? "Keep reading" : "Stay"}
        </button>
        <button
          type="button"
          className={isReading ? "btn" : "btn primary"}
          onClick={() => void leaveReading("drop")}
        >
          {isReading ? "Open without saving" : "Open the other video"}
        </button>
        {isReading && (
          <button type="button" className="btn primary" onClick={() => void leaveReading("save")}>
            Save, then open
          </button>
        )}
      </div>
    </>
  );
}

export function LeaveDialog() {
  const { leaveReading } = useActions();
  const isReading = useSession(selectIsReadingUnderWay);
  return (
    <PageDialog
      name="leave"
      title={isReading ? "Leave the reading?" : "Leave before the end?"}
      isSmall
      onClose={() => void leaveReading("keep")}
    >
      <Choice />
    </PageDialog>
  );
}

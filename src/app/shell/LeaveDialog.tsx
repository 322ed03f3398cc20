// Asked before another video takes the place of one that is being read or asked about or is not saved, or another model that of the
// one that read, and before such a video is closed.

import { readIn } from "../../store/video/state.ts";
import { selectIsReadLost } from "../../store/video/leave-reading.ts";
import { selectIsBusy, selectRunningComparison } from "../../store/selectors.ts";
import { modelName, selectModelInfo } from "../../store/models/selectors.ts";
import { readUntilSec } from "../../store/whole/selectors.ts";
import type { State } from "../../store/types.ts";
import type { LeavingTo } from "../../store/video/types.ts";
import type { WholeLook } from "../../store/whole/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { formatClock } from "../values/format.ts";
import { PageDialog } from "./PageDialog.tsx";

/** What would be lost: what is being read or was, or what is being done; null when nothing would be any more. */
type Work = "reading" | "memory" | "comparison" | "list" | "answer";

function selectWork(state: State): Work | null {
  if (selectIsReadLost(state, state.leavingTo))
    return readIn(state.video)?.reading.phase === "reading" ? "reading" : "memory";
  if (state.leavingTo === "model") return null;
  if (selectRunningComparison(state) !== null) return "comparison";
  if (!selectIsBusy(state)) return null;
  return state.batch?.isRunning === true ? "list" : "answer";
}

const ENDED = "It has come to its end meanwhile.";

interface To {
  /** What ends the work. */
  readonly what: string;
  readonly verb: string;
  /** The button that ends it. */
  readonly button: string;
}

const TO: Readonly<Record<LeavingTo, To>> = {
  video: { what: "Another video", verb: "Open", button: "Open the other video" },
  frames: { what: "Looking at other frames", verb: "Look", button: "Look at the other frames" },
  nothing: { what: "Closing the video", verb: "Close", button: "Close the video" },
  model: { what: "Another model", verb: "Change", button: "Change the model" },
};

const LOST: Readonly<Record<Exclude<Work, "reading" | "memory">, (what: string) => string>> = {
  comparison: (what) =>
    `A comparison is being made. ${what} ends it; what has been answered stays.`,
  list: (what) =>
    `A list of questions is being asked. ${what} ends it; it can go on when this video is open again.`,
  answer: (what) => `An answer is being given. ${what} ends it; what has been said stays.`,
};

/** What becomes of what was read. */
function afterLeaving(isReading: boolean, leavingTo: LeavingTo): string {
  if (leavingTo === "model")
    return "Another model cannot use that, and reads it anew; what is saved can be asked and read on later, with this model.";
  const { what } = TO[leavingTo];
  return isReading
    ? `${what} ends the reading; what is saved can be asked and read on later.`
    : `That is not saved yet. ${what} drops it; what is saved can be asked later without another reading.`;
}

interface ReadProps {
  readonly memory: WholeLook;
  readonly isReading: boolean;
  readonly leavingTo: LeavingTo;
}

function ReadWords({ memory, isReading, leavingTo }: ReadProps) {
  const info = useSession(selectModelInfo);
  const { name, facts } = memory.video;
  const until = `${formatClock(readUntilSec(memory))} of ${formatClock(facts.durationSec)}`;
  return (
    <p>
      {name} has been read to {until}
      {leavingTo === "model" && info !== null && ` with ${modelName(info.id)}`}.{" "}
      {afterLeaving(isReading, leavingTo)}
    </p>
  );
}

function Choice() {
  const { leaveReading } = useActions();
  const work = useSession(selectWork);
  const leavingTo = useSession((state) => state.leavingTo);
  const memory = useSession(({ video }) => readIn(video));
  const isRead = work === "reading" || work === "memory";
  const to = TO[leavingTo];
  const drop = (name: string, className: string) => (
    <button type="button" className={className} onClick={() => void leaveReading("drop")}>
      {name}
    </button>
  );
  return (
    <>
      {isRead && memory !== null ? (
        <ReadWords memory={memory} isReading={work === "reading"} leavingTo={leavingTo} />
      ) : (
        <p>{work === null || isRead ? ENDED : LOST[work](to.what)}</p>
      )}
      <div className="row end">
        <button type="button" className="btn plain" onClick={() => void leaveReading("keep")}>
          {keepWords(work, leavingTo)}
        </button>
        {isRead ? (
          <>
            {drop(`${to.verb} without saving`, "btn")}
            <button type="button" className="btn primary" onClick={() => void leaveReading("save")}>
              Save, then {to.verb.toLowerCase()}
            </button>
          </>
        ) : (
          drop(to.button, "btn primary")
        )}
      </div>
    </>
  );
}

function keepWords(work: Work | null, leavingTo: LeavingTo): string {
  if (leavingTo === "model") return "Keep the model";
  return work === "reading" ? "Keep reading" : "Stay";
}

const TITLES: Readonly<Record<Work, string>> = {
  reading: "Leave the reading?",
  memory: "Leave what was read?",
  comparison: "Leave before the end?",
  list: "Leave before the end?",
  answer: "Leave before the end?",
};

export function LeaveDialog() {
  const { leaveReading } = useActions();
  const isToModel = useSession(({ leavingTo }) => leavingTo === "model");
  const work = useSession(selectWork);
  return (
    <PageDialog
      name="leave"
      title={isToModel ? "Change the model?" : TITLES[work ?? "answer"]}
      isSmall
      onClose={() => void leaveReading("keep")}
    >
      <Choice />
    </PageDialog>
  );
}

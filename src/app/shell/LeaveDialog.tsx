// Asked before another video takes the place of one that is being read or asked about, or another model that of the one that read.

import { memoryIn } from "../../store/video/state.ts";
import { selectIsReadingUnderWay, selectIsUnsaved } from "../../store/video/leave-reading.ts";
import { selectIsBusy, selectRunningComparison } from "../../store/selectors.ts";
import { modelName, selectModelInfo } from "../../store/models/selectors.ts";
import { readUntilSec } from "../../store/whole/selectors.ts";
import type { State } from "../../store/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { formatClock } from "../values/format.ts";
import { PageDialog } from "./PageDialog.tsx";

/** What would be lost: what was read, to another video or model, or what is being done; null when nothing would be any more. */
type Work = "reading" | "model" | "comparison" | "list" | "answer";

function selectWork(state: State): Work | null {
  if (state.leavingTo === "model") return selectIsUnsaved(state) ? "model" : null;
  if (selectIsReadingUnderWay(state)) return "reading";
  if (selectRunningComparison(state) !== null) return "comparison";
  if (!selectIsBusy(state)) return null;
  return state.batch?.isRunning === true ? "list" : "answer";
}

const ENDED = "It has come to its end meanwhile.";

const LOST: Readonly<Record<Exclude<Work, "reading" | "model">, string>> = {
  comparison: "A comparison is being made. Another video ends it; what has been answered stays.",
  list: "A list of questions is being asked. Another video ends it; it can go on when this video is open again.",
  answer: "An answer is being given. Another video ends it; what has been said stays.",
};

/** The words of the three answers where something that was read would be lost. */
const READ_BUTTONS = {
  reading: { keep: "Keep reading", drop: "Open without saving", save: "Save, then open" },
  model: { keep: "Keep the model", drop: "Change without saving", save: "Save, then change" },
} as const;

function ReadingWords({ isToModel }: { readonly isToModel: boolean }) {
  const memory = useSession(({ video }) => memoryIn(video));
  const info = useSession(selectModelInfo);
  if (memory === null) return null;
  const { name, facts } = memory.video;
  const until = `${formatClock(readUntilSec(memory))} of ${formatClock(facts.durationSec)}`;
  if (!isToModel)
    return (
      <p>
        {name} has been read to {until}. Another video ends the reading; what is saved can be asked
        and read on later.
      </p>
    );
  return (
    <p>
      {name} has been read to {until}
      {info !== null && ` with ${modelName(info.id)}`}. Another model cannot use that, and reads it
      anew; what is saved can be asked and read on later, with this model.
    </p>
  );
}

function Choice() {
  const { leaveReading } = useActions();
  const work = useSession(selectWork);
  const isToModel = useSession(({ leavingTo }) => leavingTo === "model");
  const words = work === "reading" || work === "model" ? READ_BUTTONS[work] : null;
  const other = isToModel ? "Change the model" : "Open the other video";
  return (
    <>
      {work === "reading" || work === "model" ? (
        <ReadingWords isToModel={isToModel} />
      ) : (
        <p>{work === null ? ENDED : LOST[work]}</p>
      )}
      <div className="row end">
        <button type="button" className="btn plain" onClick={() => void leaveReading("keep")}>
          {words?.keep ?? "Stay"}
        </button>
        <button
          type="button"
          className={words === null ? "btn primary" : "btn"}
          onClick={() => void leaveReading("drop")}
        >
          {words?.drop ?? other}
        </button>
        {words !== null && (
          <button type="button" className="btn primary" onClick={() => void leaveReading("save")}>
            {words.save}
          </button>
        )}
      </div>
    </>
  );
}

export function LeaveDialog() {
  const { leaveReading } = useActions();
  const isToModel = useSession(({ leavingTo }) => leavingTo === "model");
  const isReading = useSession(selectIsReadingUnderWay);
  const title = isReading ? "Leave the reading?" : "Leave before the end?";
  return (
    <PageDialog
      name="leave"
      title={isToModel ? "Change the model?" : title}
      isSmall
      onClose={() => void leaveReading("keep")}
    >
      <Choice />
    </PageDialog>
  );
}

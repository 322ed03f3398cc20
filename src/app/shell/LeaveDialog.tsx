// Asked before another video takes the place of one that is being read.

import { memoryIn } from "../../store/video/state.ts";
import { readUntilSec } from "../../store/whole/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { formatClock } from "../values/format.ts";
import { PageDialog } from "./PageDialog.tsx";

function Choice() {
  const { leaveReading } = useActions();
  const memory = useSession(({ video }) => memoryIn(video));
  if (memory === null) return null;
  const { name, facts } = memory.video;
  return (
    <>
      <p>
        {name} has been read to {formatClock(readUntilSec(memory))} of{" "}
        {formatClock(facts.durationSec)}. Another video ends the reading; what is saved can be asked
        and read on later.
      </p>
      <div className="row end">
        <button type="button" className="btn plain" onClick={() => void leaveReading("keep")}>
          Keep reading
        </button>
        <button type="button" className="btn" onClick={() => void leaveReading("drop")}>
          Open without saving
        </button>
        <button type="button" className="btn primary" onClick={() => void leaveReading("save")}>
          Save, then open
        </button>
      </div>
    </>
  );
}

export function LeaveDialog() {
  const { leaveReading } = useActions();
  return (
    <PageDialog
      name="leave"
      title="Leave the reading?"
      isSmall
      onClose={() => void leaveReading("keep")}
    >
      <Choice />
    </PageDialog>
  );
}

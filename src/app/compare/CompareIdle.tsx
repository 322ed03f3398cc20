import { COMPARED_RETENTIONS } from "../../store/compare/comparing.ts";
import {
  selectCanPlay,
  selectCompareBlock,
  selectFramesWanted,
  selectIsBusy,
  selectLastTurn,
} from "../../store/selectors.ts";
import { selectWhole } from "../../store/whole/selectors.ts";
import { Suggestions } from "../conversation/Suggestions.tsx";
import { formatPercent, UNIT } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";

const PERCENTS = COMPARED_RETENTIONS.map((retention) => Math.round(retention * 100)).join(", ");

/** Budgets and methods apply to even frames only. */
function WholeVideo() {
  const canLook = useSession(selectCanPlay);
  const frames = useSession(selectFramesWanted);
  const { setWay } = useActions();
  return (
    <div className="idle">
      <p>
        Comparing asks about the same frames at several budgets. This video is read whole, and its
        questions use chunks instead.
      </p>
      {canLook && (
        <ul className="suggestions">
          <li>
            <button type="button" className="btn" onClick={() => void setWay("frames")}>
              Look at {frames} frames
            </button>
          </li>
        </ul>
      )}
    </div>
  );
}

/** Nothing was compared in this way yet: what would be, and a question to start with. */
export function CompareIdle() {
  const by = useSession(({ compareBy }) => compareBy);
  const retention = useSession(({ choices }) => choices.retention);
  const lastQuestion = useSession(selectLastTurn)?.question;
  const isBlocked = useSession(
    (state) => selectCompareBlock(state) !== null || selectIsBusy(state),
  );
  const { runCompare } = useActions();
  const isWhole = useSession(selectWhole) !== null;
  if (isWhole) return <WholeVideo />;
  return (
    <div className="idle">
      <p>
        {by === "retention"
          ? `One question, asked with ${PERCENTS}${UNIT}% of the visual tokens: what each answer says, what it costs, and how far it is from the one with all.`
          : `One question, asked with each method at ${formatPercent(retention)}: what each keeps, what it answers, and how far that is from the answer with all tokens.`}
      </p>
      {lastQuestion !== undefined && !isBlocked && (
        <ul className="suggestions">
          <li>
            <button
              type="button"
              className="btn primary"
              onClick={() => void runCompare(lastQuestion)}
            >
              Compare “{lastQuestion}”
            </button>
          </li>
        </ul>
      )}
      <Suggestions onPick={(question) => void runCompare(question)} />
    </div>
  );
}

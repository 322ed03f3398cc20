// What the next comparison will be: its columns, its questions, and the button that runs it.

import { groupsOf } from "../../store/compare/column-request.ts";
import { setupColumns } from "../../store/compare/actions.ts";
import {
  selectIsFileHere,
  selectCompareBlock,
  selectFramesWanted,
  selectIsBusy,
} from "../../store/selectors.ts";
import { selectWhole } from "../../store/whole/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { formatCounted } from "../values/format.ts";
import { ColumnsSetup } from "./ColumnsSetup.tsx";
import { QuestionsSetup } from "./QuestionsSetup.tsx";

/** Budgets and methods apply to even frames only. */
function WholeVideo() {
  const canLook = useSession(selectIsFileHere);
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

function RunButton() {
  const columns = useSession((state) => {
    const requests = setupColumns(state);
    const looks = groupsOf(requests.map((request) => ({ request })));
    return requests.length + looks.length;
  });
  const questions = useSession(({ compare }) => compare.setup.questions.length);
  const isBlocked = useSession(
    (state) => selectCompareBlock(state) !== null || selectIsBusy(state),
  );
  const { runCompare } = useActions();
  if (questions === 0) {
    return <p className="about">Choose a question above, or type one below.</p>;
  }
  return (
    <button
      type="button"
      className="btn primary"
      disabled={isBlocked || columns === 0}
      onClick={() => void runCompare()}
    >
      Run {formatCounted(questions, "question")} in {formatCounted(columns, "column")}
    </button>
  );
}

export function Setup() {
  const isWhole = useSession(selectWhole) !== null;
  if (isWhole) return <WholeVideo />;
  return (
    <div className="compare-setup">
      <p className="lead">
        Every question is asked with all tokens first, then once in each column: what it answers,
        what it costs, and how far it is from the answer with all tokens. Columns can differ in
        method, tokens, frames and model.
      </p>
      <ColumnsSetup />
      <QuestionsSetup />
      <RunButton />
    </div>
  );
}

import { selectCompareRun } from "../../store/selectors.ts";
import type { CompareRun } from "../../store/types.ts";
import { Question } from "../conversation/Question.tsx";
import { useSession } from "../hooks/session.tsx";
import { methodName } from "../budget/method-names.ts";
import "../styles/compare.css";
import { CompareBar, useIsAboutOpenVideo } from "./CompareBar.tsx";
import { CompareIdle } from "./CompareIdle.tsx";
import { CompareTable } from "./CompareTable.tsx";
import { MeasuredNote } from "./MeasuredNote.tsx";

function CompareResult({ run }: { readonly run: CompareRun }) {
  const isAboutOpenVideo = useIsAboutOpenVideo(run);
  const last = run.columns.at(-1);
  const method = run.by === "retention" && last !== undefined ? methodName(last.request) : null;
  return (
    <>
      <Question text={run.question} />
      <p className="about">
        {method !== null && `${method}, `}
        {run.frames} frames
        {!isAboutOpenVideo && ` of ${run.videoName}, which is not open now`}
      </p>
      <div className="cmp-scroll">
        <CompareTable run={run} />
      </div>
      <p className="measured">
        The first run at a new length also compiles GPU programs: run again for steady times.
      </p>
    </>
  );
}

/** One question at several prices, side by side. */
export function Compare() {
  const compareRun = useSession(selectCompareRun);
  const by = useSession(({ compareBy }) => compareBy);
  const run = compareRun?.by === by ? compareRun : null;
  return (
    <div className="scroll compare">
      <CompareBar run={run} />
      {run === null ? <CompareIdle /> : <CompareResult run={run} />}
      <MeasuredNote />
    </div>
  );
}

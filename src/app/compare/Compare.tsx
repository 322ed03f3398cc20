import { lookedWords } from "../../base/sampling.ts";
import { selectCompareRun } from "../../store/selectors.ts";
import type { CompareRun } from "../../store/types.ts";
import { Question } from "../conversation/Question.tsx";
import { formatPercent } from "../values/format.ts";
import { useSession } from "../hooks/session.tsx";
import { methodName } from "../../engine/catalogue.ts";
import { CompareBar, useIsAboutOpenVideo } from "./CompareBar.tsx";
import { CompareIdle } from "./CompareIdle.tsx";
import { CompareTable } from "./CompareTable.tsx";
import { MeasuredNote } from "./MeasuredNote.tsx";

function CompareResult({ run }: { readonly run: CompareRun }) {
  const isAboutOpenVideo = useIsAboutOpenVideo(run);
  // The columns after the reference share what is not compared.
  const request = run.columns[1]?.request ?? { method: "vidcom2", retention: 1 };
  const shared =
    run.by === "retention" ? methodName(request) : `${formatPercent(request.retention)} kept`;
  const done = run.columns.filter(({ state }) => state.phase === "done").length;
  return (
    <>
      <Question text={run.question} />
      <p className="about" aria-live="polite">
        {shared}, {lookedWords(run.looked)}
        {run.phase === "running" && `, ${done} of ${run.columns.length} done`}
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

/** One question with several budgets or methods, side by side. */
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

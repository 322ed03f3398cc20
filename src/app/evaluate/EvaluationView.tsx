// One evaluation: how far it is, what was right so far, what failed, and what can be done with it.

import { BENCHMARKS } from "../../benchmarks/catalogue.ts";
import { partsIn } from "../../store/evaluate/evaluation.ts";
import type { Evaluation, EvaluationHead } from "../../store/evaluate/types.ts";
import { modelName } from "../../store/models/selectors.ts";
import { selectIsBusy } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ErrorText } from "../ui/ErrorText.tsx";
import { PickButton } from "../ui/PickButton.tsx";
import { StopButton } from "../ui/StopButton.tsx";
import { formatCount, formatCounted, formatPercent, formatRemaining } from "../values/format.ts";
import { EvaluationTable } from "./EvaluationTable.tsx";
import { Failures } from "./Failures.tsx";
import { PickFolder } from "./PickFolder.tsx";
import { SaveReport } from "./SaveReport.tsx";

/** ", parts 1 and 2 of 3" */
function partWords(head: EvaluationHead): string {
  const { of, parts } = partsIn(head);
  if (of === 1) return "";
  return `, ${parts.length === 1 ? "part" : "parts"} ${parts.map(({ part }) => part).join(" and ")} of ${of}`;
}

/** "12 of 40 questions asked, 8 of 12 answers right, about 3 min left" */
function progressWords({ head, waiting, restMs, phase }: Evaluation): string {
  const { asked, samples, score } = head;
  const words = [`${formatCount(asked)} of ${formatCounted(samples, "question")} asked`];
  if (score.n > 0)
    words.push(`${formatCount(score.right)} of ${formatCounted(score.n, "answer")} right`);
  if (score.failed > 0) words.push(`${formatCount(score.failed)} failed`);
  if (waiting?.kind === "folder") words.push("reading the folder");
  if (waiting?.kind === "model") {
    const { count } = waiting;
    const isCounted = count !== null && count.total > 0;
    words.push(
      `loading the model${isCounted ? `: ${formatPercent(count.done / count.total)}` : ""}`,
    );
  }
  if (phase === "running" && restMs !== null && asked < samples)
    words.push(`about ${formatRemaining(restMs / 1000)} left`);
  return words.join(", ");
}

/** What begins it again: what is left, or what failed. The folder is asked for where the browser has none. */
function GoOn({ head, error, waiting }: Pick<Evaluation, "head" | "error" | "waiting">) {
  const isAnswering = useSession(selectIsBusy);
  const isBusy = isAnswering || waiting !== null;
  const isHere = useSession(
    ({ evaluate: { folder } }) =>
      head.handle !== null || (folder.phase === "ready" && folder.name === head.folderName),
  );
  const { goOnWithEvaluation } = useActions();
  const left = head.samples - head.asked;
  const { failed } = head.score;
  if (left === 0 && failed === 0) return null;
  const isLost = error !== null && FOLDER_ERRORS.has(error.code);
  return (
    <>
      {isHere && left > 0 && (
        <button
          type="button"
          className="btn primary"
          disabled={isBusy}
          onClick={() => void goOnWithEvaluation({ isRetrying: false })}
        >
          Go on with {formatCounted(left, "question")}
        </button>
      )}
      {isHere && failed > 0 && (
        <button
          type="button"
          className="btn"
          disabled={isBusy}
          onClick={() => void goOnWithEvaluation({ isRetrying: true })}
        >
          Ask again about {formatCount(failed)} that failed
        </button>
      )}
      {(!isHere || isLost) && (
        <PickFolder
          className={isHere ? "btn" : "btn primary"}
          onPick={(source) => void goOnWithEvaluation({ isRetrying: left === 0, source })}
        >
          Choose “{head.folderName}” again
        </PickFolder>
      )}
    </>
  );
}

/** Says whether the computer can be left alone. */
function Awake() {
  const isAwake = useSession(({ evaluate }) => evaluate.isAwake);
  if (isAwake === null) return null;
  return (
    <p className="faint">
      {isAwake
        ? "The screen stays on as long as this tab is in front."
        : "The browser does not keep the screen on: see that the computer does not go to sleep."}
    </p>
  );
}

/** What another choice of the folder may mend. */
const FOLDER_ERRORS: ReadonlySet<string> = new Set([
  "evaluation-folder",
  "evaluation-folder-gone",
  "evaluation-data",
]);

export function EvaluationView({ evaluation }: { readonly evaluation: Evaluation }) {
  const { head, phase, error } = evaluation;
  const isElsewhere = useSession(({ evaluate }) => evaluate.elsewhereIds.includes(head.id));
  const { addAnswers, showEvaluation } = useActions();
  const isRunning = phase === "running";
  return (
    <div className="evaluation">
      <p>
        <b>{BENCHMARKS[head.benchmark].name}</b> in “{head.folderName}”, {modelName(head.modelId)},{" "}
        {head.frames} frames{head.hasSubtitles && ", with subtitles"}
        {partWords(head)}
      </p>
      <progress max={head.samples} value={head.asked} aria-label="Questions that were asked" />
      <p className="num" role="status">
        {progressWords(evaluation)}
      </p>
      {isRunning && <Awake />}
      {isElsewhere && <p>It is being asked in another tab. Stop it there to go on here.</p>}
      {error !== null && <ErrorText error={error} />}
      <div className="row">
        {isRunning && <StopButton />}
        {!isRunning && !isElsewhere && (
          <GoOn head={head} error={error} waiting={evaluation.waiting} />
        )}
        <SaveReport evaluation={evaluation} />
        {!isRunning && !isElsewhere && (
          <PickButton
            className="btn plain"
            label="Answers of another part"
            accept=".jsonl"
            onPick={([file]) => file !== undefined && void addAnswers(file)}
          >
            Add answers
          </PickButton>
        )}
        <button type="button" className="btn plain" onClick={() => void showEvaluation(null)}>
          All evaluations
        </button>
      </div>
      <EvaluationTable evaluation={evaluation} />
      <Failures evaluation={evaluation} />
      <p className="faint">
        No published number has been reproduced with this page yet: compare with care. What differs
        from the reference is listed in the report.
      </p>
    </div>
  );
}

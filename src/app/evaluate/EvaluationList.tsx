import { useState } from "react";
import { BENCHMARKS } from "../../benchmarks/catalogue.ts";
import { isComplete } from "../../store/evaluate/evaluation.ts";
import type { EvaluationHead } from "../../store/evaluate/types.ts";
import { modelName } from "../../store/models/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { ConfirmDelete } from "../ui/ConfirmDelete.tsx";
import { Icon } from "../ui/Icon.tsx";
import { formatCount, formatCounted } from "../values/format.ts";

const whenWords = (ms: number): string =>
  new Date(ms).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });

function Row({ head }: { readonly head: EvaluationHead }) {
  const isRunning = useSession(({ evaluate }) => evaluate.runningId === head.id);
  const isElsewhere = useSession(({ evaluate }) => evaluate.elsewhereIds.includes(head.id));
  const [isAsking, setAsking] = useState(false);
  const { showEvaluation, removeEvaluation } = useActions();
  const name = BENCHMARKS[head.benchmark].name;
  if (isAsking && !isRunning && !isElsewhere) {
    return (
      <li>
        <ConfirmDelete
          question={`Delete the answers to ${formatCounted(head.asked, "question")}?`}
          name={`${name}, ${whenWords(head.startedMs)}`}
          onKeep={() => setAsking(false)}
          onDelete={() => void removeEvaluation(head.id)}
        />
      </li>
    );
  }
  return (
    <li>
      <button type="button" className="btn plain" onClick={() => void showEvaluation(head.id)}>
        {name}, {modelName(head.modelId)}
      </button>
      <span className="faint">
        {whenWords(head.startedMs)}; {isRunning && "being asked now"}
        {isElsewhere && "being asked in another tab"}
        {!isRunning &&
          !isElsewhere &&
          (isComplete(head)
            ? formatCounted(head.samples, "question")
            : `stopped after ${formatCount(head.asked)} of ${formatCounted(head.samples, "question")}`)}
      </span>
      {!isRunning && !isElsewhere && (
        <button
          type="button"
          className="btn plain square"
          aria-label={`Delete ${name}, ${whenWords(head.startedMs)}`}
          onClick={() => setAsking(true)}
        >
          <Icon name="close" />
        </button>
      )}
    </li>
  );
}

/** The evaluations on this disk, the latest first. */
export function EvaluationList() {
  const kept = useSession(({ evaluate }) => evaluate.kept);
  if (kept === null || kept.length === 0) return null;
  return (
    <section className="evaluations" aria-label="Evaluations on this computer">
      <h3>On this computer</h3>
      <ul>
        {kept.map((head) => (
          <Row key={head.id} head={head} />
        ))}
      </ul>
    </section>
  );
}

import { selectLastTurn, selectRunningTurn } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { finishedSentences } from "./sentences.ts";

/** The announcer reads the running answer out to screen readers, sentence by sentence. Failures have an alert of their own. */
export function Announcer() {
  const turn = useSession((state) => selectRunningTurn(state) ?? selectLastTurn(state));
  const isStopping = useSession(({ isStopping }) => isStopping);
  const phase = turn?.state.phase;
  const isFinished = phase === "done" || phase === "stopped";
  const sentences = turn === null ? [] : finishedSentences(turn.text, isFinished);
  return (
    <div className="sr" role="log" aria-live="polite" aria-label="Answer">
      {sentences.map((sentence, index) => (
        // A sentence never moves, so its place identifies it.
        // oxlint-disable-next-line react/no-array-index-key
        <p key={`${turn?.id} ${index}`}>{sentence}</p>
      ))}
      {isStopping && <p>Stopping.</p>}
      {phase === "stopped" && <p>Stopped.</p>}
    </div>
  );
}

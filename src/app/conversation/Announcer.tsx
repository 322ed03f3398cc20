import { selectLastTurn } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { finishedSentences } from "./sentences.ts";

/** Reads the running answer out to screen readers, a sentence at a time. Failures speak through their own alert. */
export function Announcer() {
  const turn = useSession(selectLastTurn);
  const phase = turn?.state.phase;
  const isFinished = phase === "done" || phase === "stopped";
  const sentences = turn === null ? [] : finishedSentences(turn.text, isFinished);
  return (
    <div className="sr" role="log" aria-live="polite" aria-label="Answer">
      {sentences.map((sentence, index) => (
        // Sentences only ever follow one another: the place is the identity.
        // eslint-disable-next-line react/no-array-index-key
        <p key={`${turn?.id} ${index}`}>{sentence}</p>
      ))}
      {phase === "stopped" && <p>Stopped.</p>}
    </div>
  );
}

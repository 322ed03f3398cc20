import type { Turn } from "../../store/types.ts";
import { MAX_ANSWER_TOKENS } from "../../store/ask/asking.ts";
import { useActions } from "../hooks/session.tsx";
import { Answer } from "./Answer.tsx";
import { FilmedMark } from "./FilmedNotice.tsx";
import { KnownAnswer } from "./KnownAnswer.tsx";
import { Question } from "./Question.tsx";
import { Receipt } from "./Receipt.tsx";
import { TurnFailure } from "./TurnFailure.tsx";
import { Unsure } from "./Unsure.tsx";
import { Waiting } from "./Waiting.tsx";

/** The note says why the answer ends where it does, unless the model ended it. */
function endingOf({ state, text }: Turn): string | null {
  if (state.phase === "stopped")
    return text === "" ? "Stopped before the first token." : "Stopped.";
  if (state.phase !== "done") return null;
  if (state.report.stop === "length") return `Cut off after ${MAX_ANSWER_TOKENS} tokens.`;
  return text.trim() === "" ? "The model gave no answer." : null;
}

function Ending({ turn }: { readonly turn: Turn }) {
  const { askAgain } = useActions();
  const ending = endingOf(turn);
  if (ending === null) return null;
  return (
    <p className="ending">
      {ending}
      {turn.state.phase === "stopped" && (
        <button type="button" className="link" onClick={() => void askAgain(turn.id)}>
          Ask again
        </button>
      )}
    </p>
  );
}

/** A turn shows one question, its answer, and what the answer used. */
export function TurnView({ turn }: { readonly turn: Turn }) {
  const { state } = turn;
  return (
    <article className="turn" aria-busy={state.phase === "waiting" || state.phase === "streaming"}>
      <Question text={turn.question} />
      {(turn.text !== "" || state.phase === "streaming") && (
        <Answer text={turn.text} isLive={state.phase === "streaming"} />
      )}
      {state.phase === "waiting" && <Waiting turn={turn} />}
      <Ending turn={turn} />
      <Unsure turn={turn} />
      <KnownAnswer turn={turn} />
      {turn.text !== "" && <FilmedMark turn={turn} />}
      {state.phase === "failed" ? (
        <TurnFailure turnId={turn.id} error={state.error} />
      ) : (
        <Receipt turn={turn} />
      )}
    </article>
  );
}

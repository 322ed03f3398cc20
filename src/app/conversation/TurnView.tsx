import type { Turn } from "../../store/types.ts";
import { longerAnswer } from "../../store/ask/answer-lengths.ts";
import { useActions } from "../hooks/session.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { Answer } from "./Answer.tsx";
import { FilmedMark } from "./FilmedNotice.tsx";
import { KnownAnswer } from "./KnownAnswer.tsx";
import { Question } from "./Question.tsx";
import { Receipt } from "./Receipt.tsx";
import { TurnFailure } from "./TurnFailure.tsx";
import { Unsure } from "./Unsure.tsx";
import { Waiting } from "./Waiting.tsx";

/** Whether the answer has as many tokens as it could have; else the model's context was full. */
const isCut = ({ state, maxTokens }: Turn): boolean =>
  state.phase === "done" && state.report.stop === "length" && state.report.steps + 1 >= maxTokens;

/** The note says why the answer ends where it does, unless the model ended it. */
function endingOf(turn: Turn): string | null {
  const { state, text, maxTokens } = turn;
  if (state.phase === "stopped")
    return text === "" ? "Stopped before the first token." : "Stopped.";
  if (state.phase !== "done") return null;
  if (state.report.stop === "length") {
    return isCut(turn)
      ? `Cut off after ${maxTokens} tokens.`
      : "Cut off, because the model has no room for more.";
  }
  return text.trim() === "" ? "The model gave no answer." : null;
}

function Ending({ turn }: { readonly turn: Turn }) {
  const { askAgain, askLonger } = useActions();
  const longer = isCut(turn) ? longerAnswer(turn.maxTokens) : null;
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
      {longer !== null && (
        <button type="button" className="link" onClick={() => void askLonger(turn.id)}>
          Ask again with up to {longer} tokens
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
      <div className="turn-line">
        {turn.text.trim() !== "" && (
          <CopyButton className="link" text={() => turn.text.trim()}>
            Copy
          </CopyButton>
        )}
        <KnownAnswer turn={turn} />
      </div>
      {turn.text !== "" && <FilmedMark turn={turn} />}
      {state.phase === "failed" ? (
        <TurnFailure turnId={turn.id} error={state.error} />
      ) : (
        <Receipt turn={turn} />
      )}
    </article>
  );
}

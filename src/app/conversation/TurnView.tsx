import { useState } from "react";
import { selectOpenVideo } from "../../store/selectors.ts";
import type { Turn } from "../../store/ask/types.ts";
import { useSession } from "../hooks/session.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { useFocusBack } from "../ui/use-focus-back.ts";
import { Answer } from "./Answer.tsx";
import { Ending } from "./Ending.tsx";
import { FilmedMark } from "./FilmedNotice.tsx";
import { Instead } from "./Instead.tsx";
import { KnownAnswer } from "./KnownAnswer.tsx";
import { Question } from "./Question.tsx";
import { QuestionForm } from "./QuestionForm.tsx";
import { Receipt } from "./Receipt.tsx";
import { TurnFailure } from "./TurnFailure.tsx";
import { Unsure } from "./Unsure.tsx";
import { Waiting } from "./Waiting.tsx";

/** A turn shows one question, its answer, and what the answer used. */
export function TurnView({ turn }: { readonly turn: Turn }) {
  const { state } = turn;
  const [isEditing, setEditing] = useState(false);
  const editButton = useFocusBack(isEditing);
  const isAbout = useSession((state) => selectOpenVideo(state)?.file.key === turn.fileKey);
  const isRunning = state.phase === "waiting" || state.phase === "streaming";
  return (
    <article className="turn" aria-busy={isRunning}>
      {isEditing ? (
        <QuestionForm turn={turn} onLeave={() => setEditing(false)} />
      ) : (
        <Question text={turn.question} />
      )}
      {(turn.text !== "" || state.phase === "streaming") && (
        <Answer text={turn.text} isLive={state.phase === "streaming"} />
      )}
      {state.phase === "waiting" && <Waiting turn={turn} />}
      <Ending turn={turn} />
      <Unsure turn={turn} />
      <Instead turn={turn} />
      <div className="turn-line">
        {turn.text.trim() !== "" && (
          <CopyButton className="link" text={() => turn.text.trim()}>
            Copy
          </CopyButton>
        )}
        {isAbout && !isRunning && !isEditing && (
          <button ref={editButton} type="button" className="link" onClick={() => setEditing(true)}>
            Edit the question
          </button>
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

import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { selectAskBlock, selectIsBusy } from "../../store/selectors.ts";
import type { Turn } from "../../store/ask/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { QUESTION_ID } from "../hooks/use-keys.ts";

interface Props {
  readonly turn: Turn;
  readonly onLeave: () => void;
}

/** The question of a turn as a field. What is asked then takes the place of the turn and of those after it. */
export function QuestionForm({ turn, onLeave }: Props) {
  const [text, setText] = useState(turn.question);
  const field = useRef<HTMLTextAreaElement>(null);
  const { askInstead } = useActions();
  const isBlocked = useSession((state) => selectIsBusy(state) || selectAskBlock(state) !== null);
  const replaced = useSession(
    ({ turns }) => turns.length - turns.findIndex(({ id }) => id === turn.id),
  );
  const isReady = !isBlocked && text.trim() !== "";
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(-1, -1);
  }, []);

  const submit = () => {
    if (!isReady) return;
    // The form goes with its turn.
    document.getElementById(QUESTION_ID)?.focus();
    void askInstead(turn.id, text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onLeave();
    } else if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      submit();
    }
  };
  return (
    <form
      className="question-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        aria-label="Question, changed"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <p>
        <button type="submit" className="btn primary" disabled={!isReady}>
          Ask
        </button>
        <button type="button" className="btn plain" onClick={onLeave}>
          Cancel
        </button>
        <span>
          Takes the place of {replaced === 1 ? "this answer" : `this and ${replaced - 1} later`};
          Undo brings {replaced === 1 ? "it" : "them"} back.
        </span>
      </p>
    </form>
  );
}

// Whether an answer is right. Samples bring their right answers; of any other video the reader can give them.

import { useId, useState } from "react";
import { verdictOf } from "../../store/ask/judge.ts";
import type { Turn } from "../../store/ask/types.ts";
import { useActions } from "../hooks/session.tsx";
import { VerdictMark } from "../ui/VerdictMark.tsx";

interface FormProps {
  readonly known: string | null;
  readonly onGive: (known: string | null) => void;
}

function KnownForm({ known, onGive }: FormProps) {
  const [text, setText] = useState(known ?? "");
  const isBlank = text.trim() === "";
  return (
    <form
      className="known-form"
      onSubmit={(event) => {
        event.preventDefault();
        onGive(isBlank ? null : text.trim());
      }}
    >
      <input
        type="text"
        aria-label="Right answer"
        placeholder="One or a few words"
        value={text}
        ref={(field) => field?.focus()}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          onGive(known);
        }}
      />
      <button type="submit" className="btn" disabled={isBlank && known === null}>
        {isBlank && known !== null ? "Remove" : "Save"}
      </button>
      <button type="button" className="btn plain" onClick={() => onGive(known)}>
        Cancel
      </button>
    </form>
  );
}

export function KnownAnswer({ turn }: { readonly turn: Turn }) {
  const { setKnown } = useActions();
  const [isShown, setShown] = useState(false);
  const [isGiving, setGiving] = useState(false);
  const id = useId();
  if (turn.state.phase !== "done") return null;
  const { known, isSample } = turn;
  const verdict = verdictOf(turn);
  if (isGiving) {
    return (
      <KnownForm
        known={known}
        onGive={(given) => {
          setKnown(turn.id, given);
          setGiving(false);
        }}
      />
    );
  }
  if (known === null) {
    return (
      <p className="known">
        <button type="button" className="link" onClick={() => setGiving(true)}>
          Give the right answer
        </button>
      </p>
    );
  }
  return (
    <p className="known">
      {verdict !== null && <VerdictMark isRight={verdict} />}
      <button
        type="button"
        className="link"
        aria-expanded={isShown}
        aria-controls={id}
        onClick={() => setShown(!isShown)}
      >
        {isShown ? "Hide the right answer" : "Show the right answer"}
      </button>
      <span id={id} hidden={!isShown}>
        “{known}”
      </span>
      {isShown && !isSample && (
        <button type="button" className="link" onClick={() => setGiving(true)}>
          Change
        </button>
      )}
    </p>
  );
}

// What a question sees besides the video: the turns before, or nothing. It is said before it is asked.

import { CONTEXT_TURNS, selectIsOnItsOwn } from "../../store/ask/context-turns.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import { selectOpenVideo } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Select } from "../ui/Select.tsx";

const NAMES: Readonly<Record<(typeof CONTEXT_TURNS)[number], string>> = {
  0: "the video alone",
  1: "the video and the turn before",
  4: "the video and the last 4 turns",
  16: "the video and the last 16 turns",
};

const CHOICES = CONTEXT_TURNS.map((value) => ({ value, name: NAMES[value] }));

export function Context() {
  const isThere = useSession(
    (state) => selectOpenVideo(state) !== null && selectModelInfo(state) !== null,
  );
  const isOnItsOwn = useSession(selectIsOnItsOwn);
  const chosen = useSession(({ contextTurns }) => contextTurns);
  const { setContextTurns } = useActions();
  if (!isThere) return null;
  if (isOnItsOwn) return <span>Each question is on its own.</span>;
  return (
    <span className="context">
      <Select
        label="Sees"
        value={chosen}
        choices={CHOICES}
        about="What the model is given with the next question."
        onChoose={setContextTurns}
      />
    </span>
  );
}

import { isDeclined } from "../../store/ask/judge.ts";
import { selectLastTurn } from "../../store/selectors.ts";
import type { Turn } from "../../store/ask/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Suggestions } from "./Suggestions.tsx";

const MOST = 4;

/** Under an answer that declines the question: questions that the model can answer, those not asked yet first. */
export function Instead({ turn }: { readonly turn: Turn }) {
  const isLast = useSession((state) => selectLastTurn(state)?.id === turn.id);
  const turns = useSession(({ turns }) => turns);
  const { ask } = useActions();
  if (!isLast || !isDeclined(turn)) return null;
  const asked = new Set(
    turns.filter(({ fileKey }) => fileKey === turn.fileKey).map(({ question }) => question),
  );
  return (
    <div className="instead">
      <p>It can answer these:</p>
      <Suggestions
        label="Questions that it can answer"
        last={asked}
        most={MOST}
        onPick={(question) => void ask(question)}
      />
    </div>
  );
}

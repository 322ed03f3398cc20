import { isDeclined } from "../../store/ask/judge.ts";
import { selectAskBlock, selectIsBusy, selectOpenVideo } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { Suggestions, useSuggested } from "./Suggestions.tsx";

/** The suggestions that have not been asked about the open video, folded under the last answer. */
export function MoreQuestions() {
  const turns = useSession(({ turns }) => turns);
  const fileKey = useSession((state) => selectOpenVideo(state)?.file.key ?? null);
  const isBlocked = useSession((state) => selectAskBlock(state) !== null || selectIsBusy(state));
  const { ask } = useActions();
  const asked = new Set(
    turns.filter((turn) => turn.fileKey === fileKey).map(({ question }) => question),
  );
  const isEmpty = useSuggested().every((question) => asked.has(question));
  const last = turns.at(-1);
  const isOffered = last !== undefined && isDeclined(last);
  if (fileKey === null || isBlocked || isEmpty || isOffered) return null;
  return (
    <details className="more-questions">
      <summary>Suggested questions</summary>
      <Suggestions without={asked} onPick={(question) => void ask(question)} />
    </details>
  );
}

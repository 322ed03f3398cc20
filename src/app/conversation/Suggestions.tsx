import type { ModelInfo } from "../../engine/api.ts";
import { selectAskBlock, selectIsBusy, selectSampleQuestions } from "../../store/selectors.ts";
import type { SessionState } from "../../store/types.ts";
import { useSession } from "../hooks/session.tsx";

const NO_TOPICS: ModelInfo["topics"] = [];
const selectTopics = ({ model }: SessionState) =>
  model.phase === "ready" ? model.info.topics : NO_TOPICS;

/** The suggestions are questions to begin with: the sample's own, else one for each topic of the model. */
export function Suggestions({ onPick }: { readonly onPick: (question: string) => void }) {
  const sample = useSession(selectSampleQuestions);
  const topics = useSession(selectTopics);
  const isBlocked = useSession((state) => selectAskBlock(state) !== null || selectIsBusy(state));
  const questions =
    sample.length > 0
      ? sample.map(({ question }) => question)
      : topics.map(({ example }) => example);
  if (isBlocked || questions.length === 0) return null;
  return (
    <ul className="suggestions" aria-label="Suggested questions">
      {[...new Set(questions)].map((question) => (
        <li key={question}>
          <button type="button" className="btn" onClick={() => onPick(question)}>
            {question}
          </button>
        </li>
      ))}
    </ul>
  );
}

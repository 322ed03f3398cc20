import type { ModelInfo } from "../../engine/api.ts";
import { selectAskBlock, selectIsBusy, selectSampleQuestions } from "../../store/selectors.ts";
import type { SessionState } from "../../store/types.ts";
import { useSession } from "../hooks/session.tsx";

const NO_TOPICS: ModelInfo["topics"] = [];
const selectTopics = ({ model }: SessionState) =>
  model.phase === "ready" ? model.info.topics : NO_TOPICS;

interface Props {
  /** Those that are left out. */
  readonly without?: ReadonlySet<string>;
  readonly onPick: (question: string) => void;
}

/** Returns the questions to begin with: the sample's own, else one for each topic of the model. */
export function useSuggested(): readonly string[] {
  const sample = useSession(selectSampleQuestions);
  const topics = useSession(selectTopics);
  const questions =
    sample.length > 0
      ? sample.map(({ question }) => question)
      : topics.map(({ example }) => example);
  return [...new Set(questions)];
}

/** The suggestions, while one can be asked. */
export function Suggestions({ without, onPick }: Props) {
  const isBlocked = useSession((state) => selectAskBlock(state) !== null || selectIsBusy(state));
  const questions = useSuggested().filter((question) => without?.has(question) !== true);
  if (isBlocked || questions.length === 0) return null;
  return (
    <ul className="suggestions" aria-label="Suggested questions">
      {questions.map((question) => (
        <li key={question}>
          <button type="button" className="btn" onClick={() => onPick(question)}>
            {question}
          </button>
        </li>
      ))}
    </ul>
  );
}

import type { ModelInfo } from "../../engine/api.ts";
import { selectAskBlock, selectIsBusy, selectSampleQuestions } from "../../store/selectors.ts";
import type { SessionState } from "../../store/types.ts";
import { useSession } from "../hooks/session.tsx";

const NO_TOPICS: ModelInfo["topics"] = [];
const selectTopics = ({ model }: SessionState) =>
  model.phase === "ready" ? model.info.topics : NO_TOPICS;

interface Props {
  readonly label?: string;
  /** Those that are left out. */
  readonly without?: ReadonlySet<string>;
  /** Those that stand behind all others. */
  readonly last?: ReadonlySet<string>;
  /** The most that are shown. Default: all. */
  readonly most?: number;
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
export function Suggestions(props: Props) {
  const { label = "Suggested questions", without, last, most, onPick } = props;
  const isBlocked = useSession((state) => selectAskBlock(state) !== null || selectIsBusy(state));
  const isLast = (question: string): number => (last?.has(question) === true ? 1 : 0);
  const questions = useSuggested()
    .filter((question) => without?.has(question) !== true)
    .toSorted((a, b) => isLast(a) - isLast(b))
    .slice(0, most);
  if (isBlocked || questions.length === 0) return null;
  return (
    <ul className="suggestions" aria-label={label}>
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

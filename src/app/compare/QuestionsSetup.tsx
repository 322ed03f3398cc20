import { MOST_QUESTIONS } from "../../store/compare/types.ts";
import { selectLastTurn, selectSampleQuestions } from "../../store/selectors.ts";
import { selectModelInfo } from "../../store/models/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { focusBeside } from "../ui/focus-beside.ts";
import { Icon } from "../ui/Icon.tsx";

/** Returns questions to choose from: the last one asked, then the sample's own or one for each topic of the model. */
function useOffered(): readonly string[] {
  const last = useSession(selectLastTurn)?.question;
  const sample = useSession(selectSampleQuestions);
  const topics = useSession(selectModelInfo)?.topics ?? [];
  const suggested =
    sample.length > 0
      ? sample.map(({ question }) => question)
      : topics.map(({ example }) => example);
  return [...new Set([...(last === undefined ? [] : [last]), ...suggested])];
}

/** The questions of the next comparison; what is typed below is asked with them. */
export function QuestionsSetup() {
  const questions = useSession(({ compare }) => compare.setup.questions);
  const { setCompareQuestions } = useActions();
  const offered = useOffered().filter((one) => !questions.includes(one));
  const isFull = questions.length >= MOST_QUESTIONS;
  return (
    <fieldset className="questions-setup">
      <legend>Questions</legend>
      {questions.length > 0 && (
        <ol>
          {questions.map((question) => (
            <li key={question}>
              <span>{question}</span>
              <button
                type="button"
                className="btn plain square"
                aria-label={`Remove ${question}`}
                onClick={({ currentTarget }) => {
                  focusBeside(currentTarget);
                  setCompareQuestions(questions.filter((one) => one !== question));
                }}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ol>
      )}
      {isFull ? (
        <p className="faint">{MOST_QUESTIONS} questions at most.</p>
      ) : (
        <ul className="suggestions" aria-label="Questions to add">
          {offered.map((question) => (
            <li key={question}>
              <button
                type="button"
                className="btn"
                onClick={({ currentTarget }) => {
                  focusBeside(currentTarget);
                  setCompareQuestions([...questions, question]);
                }}
              >
                <Icon name="plus" />
                {question}
              </button>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}

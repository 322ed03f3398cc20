import { ANSWER_LENGTHS } from "../../store/ask/answer-lengths.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { formatCount } from "../values/format.ts";
import { Select } from "./Select.tsx";

const CHOICES = ANSWER_LENGTHS.map((value) => ({ value, name: `${formatCount(value)} tokens` }));

/** The choice of how long an answer may become. */
export function AnswerLength() {
  const tokens = useSession(({ answerTokens }) => answerTokens);
  const { setAnswerTokens } = useActions();
  return (
    <Select
      label="Answers up to"
      value={tokens}
      choices={CHOICES}
      about="A longer answer is cut off there."
      onChoose={setAnswerTokens}
    />
  );
}

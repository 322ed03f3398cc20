import { answerOf } from "../../store/ask/answer-of.ts";
import { selectBatchEnd, turnAt, unansweredIn } from "../../store/ask/batch.ts";
import { verdictOf } from "../../store/ask/judge.ts";
import { adapterOf, selectModelInfo } from "../../store/models/selectors.ts";
import { selectAskBlock, selectIsBusy } from "../../store/selectors.ts";
import type { Answer } from "../../engine/api.ts";
import type { Batch, Turn } from "../../store/ask/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { VerdictMark } from "../ui/VerdictMark.tsx";
import { StopButton } from "../ui/StopButton.tsx";
import { toTsv, type CsvCell } from "../../base/csv.ts";
import { formatCount, formatCounted, formatSeconds } from "../values/format.ts";
import { saveConversation } from "./save-conversation.ts";

/** What a row says in the place of an answer, where there is none. */
function insteadOf(turn: Turn | null, isAsked: boolean): string {
  if (!isAsked) return "";
  if (turn === null) return "Removed since.";
  switch (turn.state.phase) {
    case "waiting":
    case "streaming":
      return "Reading";
    case "failed":
      return `Not answered: ${turn.state.error.message}`;
    case "stopped":
      return "Stopped.";
    case "done":
      return "No answer.";
  }
}

interface RowProps {
  readonly place: number;
  readonly question: string;
  readonly isAsked: boolean;
  /** Null before it is asked, and where it was removed since. */
  readonly turn: Turn | null;
  /** Whether it says what is right, which is known of samples alone. */
  readonly isJudged: boolean;
}

function Row({ place, question, isAsked, turn, isJudged }: RowProps) {
  const verdict = turn === null ? null : verdictOf(turn);
  const report = turn === null ? null : answerOf<Answer>(turn);
  const text = turn?.text.trim() ?? "";
  return (
    <tr>
      <td className="num">{place + 1}</td>
      <th scope="row">{question}</th>
      <td>{text === "" ? <i>{insteadOf(turn, isAsked)}</i> : text}</td>
      {isJudged && <td>{verdict !== null && <VerdictMark isRight={verdict} />}</td>}
      <td className="num">{report === null ? "" : formatSeconds(report.totalMs)}</td>
    </tr>
  );
}

const cellsOf = (question: string, turn: Turn | null): CsvCell[] => [
  question,
  turn?.text ?? null,
  turn?.known ?? null,
  turn === null ? null : verdictOf(turn),
];

/** Asks the questions that have no answer, or says what that takes. */
function GoOn({ batch, left }: { readonly batch: Batch; readonly left: number }) {
  const end = useSession(selectBatchEnd);
  const isBlocked = useSession((state) => selectIsBusy(state) || selectAskBlock(state) !== null);
  const { goOnWithBatch } = useActions();
  if (end === "done") return null;
  if (end === "other-video") return <span>Open {batch.videoName} again to go on.</span>;
  return (
    <button
      type="button"
      className="btn primary"
      disabled={isBlocked}
      onClick={() => void goOnWithBatch()}
    >
      Go on with {formatCounted(left, "question")}
    </button>
  );
}

/** The answers to a list of questions, as they come. */
export function BatchTable({ batch }: { readonly batch: Batch }) {
  const turns = useSession(({ turns }) => turns);
  const model = useSession(selectModelInfo);
  const adapter = useSession(({ engine }) => adapterOf(engine));
  const { leaveBatch } = useActions();
  const { questions, turnIds, isRunning } = batch;
  const turnOf = (place: number) => turnAt(batch, turns, place);
  const left = unansweredIn(batch, turns).length;
  const done = questions.length - left;
  const answered = questions.map((_, place) => turnOf(place)).filter((turn) => turn !== null);
  const verdicts = answered.map(verdictOf).filter((verdict) => verdict !== null);
  const right = verdicts.filter(Boolean).length;
  const isJudged = verdicts.length > 0;
  return (
    <div className="batch">
      <p role="status">
        {formatCount(done)} of {formatCount(questions.length)} answered
        {isJudged && `, ${right} of ${verdicts.length} right`}
      </p>
      <progress
        max={questions.length}
        value={done}
        aria-label="Questions that have been answered"
      />
      <div className="batch-scroll">
        <table aria-label="Answers to the list">
          <thead>
            <tr>
              <th scope="col">
                <span className="sr">Number</span>
              </th>
              <th scope="col">Question</th>
              <th scope="col">Answer</th>
              {isJudged && <th scope="col">Right</th>}
              <th scope="col">Took</th>
            </tr>
          </thead>
          <tbody>
            {questions.map((question, place) => (
              // A list may hold a question twice, and never changes.
              // oxlint-disable-next-line react/no-array-index-key
              <Row
                key={place}
                place={place}
                question={question}
                isAsked={turnIds[place] !== null}
                turn={turnOf(place)}
                isJudged={isJudged}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className="row">
        {isRunning ? (
          <StopButton />
        ) : (
          <>
            <GoOn batch={batch} left={left} />
            <button type="button" className="btn" onClick={leaveBatch}>
              Ask another list
            </button>
          </>
        )}
        <CopyButton
          text={() =>
            toTsv(
              ["question", "answer", "right answer", "is right"],
              questions.map((question, place) => cellsOf(question, turnOf(place))),
            )
          }
        >
          Copy the table
        </CopyButton>
        <button
          type="button"
          className="btn"
          disabled={answered.length === 0}
          onClick={() => saveConversation(answered, { model, adapter, savedAt: new Date() }, "csv")}
        >
          Save as CSV
        </button>
      </p>
    </div>
  );
}

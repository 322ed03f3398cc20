import { answerOf } from "../../store/ask/answer-of.ts";
import { doneOf } from "../../store/ask/batch.ts";
import { verdictOf } from "../../store/ask/judge.ts";
import { adapterOf, selectModelInfo } from "../../store/models/selectors.ts";
import type { Answer } from "../../engine/api.ts";
import type { Batch, Turn } from "../../store/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { VerdictMark } from "../ui/VerdictMark.tsx";
import { toTsv, type CsvCell } from "../values/csv.ts";
import { formatCount, formatSeconds } from "../values/format.ts";
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
}

function Row({ place, question, isAsked, turn }: RowProps) {
  const verdict = turn === null ? null : verdictOf(turn);
  const report = turn === null ? null : answerOf<Answer>(turn);
  const text = turn?.text.trim() ?? "";
  return (
    <tr>
      <td className="num">{place + 1}</td>
      <th scope="row">{question}</th>
      <td>{text === "" ? <i>{insteadOf(turn, isAsked)}</i> : text}</td>
      <td>{verdict !== null && <VerdictMark isRight={verdict} />}</td>
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

function words(batch: Batch, right: number, judged: number): string {
  const { questions, isRunning } = batch;
  const done = `${formatCount(doneOf(batch))} of ${formatCount(questions.length)}`;
  const score = judged === 0 ? "" : `, ${right} of ${judged} right`;
  if (isRunning) return `${done} asked${score}`;
  return doneOf(batch) < questions.length
    ? `Stopped after ${done}${score}`
    : `${done} asked${score}`;
}

/** The answers to a list of questions, as they come. */
export function BatchTable({ batch }: { readonly batch: Batch }) {
  const turns = useSession(({ turns }) => turns);
  const isStopping = useSession(({ isStopping }) => isStopping);
  const model = useSession(selectModelInfo);
  const adapter = useSession(({ engine }) => adapterOf(engine));
  const { stop, leaveBatch } = useActions();
  const { questions, turnIds, isRunning } = batch;
  const turnOf = (place: number): Turn | null =>
    turns.find(({ id }) => id === turnIds[place]) ?? null;
  const answered = questions.map((_, place) => turnOf(place)).filter((turn) => turn !== null);
  const verdicts = answered.map(verdictOf).filter((verdict) => verdict !== null);
  const right = verdicts.filter(Boolean).length;
  return (
    <div className="batch">
      <p role="status">{words(batch, right, verdicts.length)}</p>
      <progress
        max={questions.length}
        value={doneOf(batch)}
        aria-label="Questions that have been asked"
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
              <th scope="col">Right</th>
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
                isAsked={place < turnIds.length}
                turn={turnOf(place)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className="row">
        {isRunning ? (
          <button type="button" className="btn stop" aria-disabled={isStopping} onClick={stop}>
            <i aria-hidden="true" />
            {isStopping ? "Stopping" : "Stop"}
          </button>
        ) : (
          <button type="button" className="btn" onClick={leaveBatch}>
            Ask another list
          </button>
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

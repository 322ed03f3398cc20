// A list of questions, one a line: the field for it, and then the table that its answers fill.

import { useRef, useState, useEffect } from "react";
import { MOST_IN_BATCH, questionsOf } from "../../store/ask/batch.ts";
import { selectAskBlock, selectIsBusy, selectSampleQuestions } from "../../store/selectors.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { formatCounted } from "../values/format.ts";
import { BatchTable } from "./BatchTable.tsx";
import { placeholderOf } from "./prompt-words.ts";
import "./batch.css";

function BatchForm() {
  const draft = useSession(({ draft }) => draft);
  const [text, setText] = useState(() => (questionsOf(draft).length > 1 ? draft : ""));
  const block = useSession(selectAskBlock);
  const isBusy = useSession(selectIsBusy);
  const sample = useSession(selectSampleQuestions);
  const field = useRef<HTMLTextAreaElement>(null);
  const { askBatch, setDraft } = useActions();
  const questions = questionsOf(text);
  const isReady = block === null && !isBusy && questions.length > 0;
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      className="batch-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        if (text === draft) setDraft("");
        void askBatch(questions);
      }}
    >
      <p>
        One question a line. They are asked one after another about the open video, each on its own,
        with the settings of now. At most {MOST_IN_BATCH}.
      </p>
      <textarea
        ref={field}
        rows={8}
        aria-label="Questions, one a line"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <p className="row">
        <button type="submit" className="btn primary" disabled={!isReady}>
          Ask {formatCounted(questions.length, "question")}
        </button>
        {sample.length > 0 && (
          <button
            type="button"
            className="btn"
            onClick={() => setText(sample.map(({ question }) => question).join("\n"))}
          >
            The sample’s questions
          </button>
        )}
        {block !== null && <span>{placeholderOf(block, null)}</span>}
        {block === null && isBusy && <span>Something else is being answered</span>}
      </p>
    </form>
  );
}

export function Batch() {
  const batch = useSession(({ batch }) => batch);
  return batch === null ? <BatchForm /> : <BatchTable batch={batch} />;
}

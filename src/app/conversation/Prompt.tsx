// The question field and its button, which are the same under every tab. The button asks or compares, and stops what is
// running. Escape stops it from anywhere on the page (use-keys).

import type { KeyboardEvent } from "react";
import {
  selectAskBlock,
  selectCompareBlock,
  selectIsBusy,
  selectLastTurn,
  selectRange,
} from "../../store/selectors.ts";
import { formatCount } from "../values/format.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { QUESTION_ID } from "../hooks/use-keys.ts";
import { Context } from "./Context.tsx";
import { GivenSubtitles } from "./GivenSubtitles.tsx";
import { FilmedNotice } from "./FilmedNotice.tsx";
import { canTypeAhead, LONG_DRAFT, placeholderOf } from "./prompt-words.ts";
import { PromptHint } from "./PromptHint.tsx";

export function Prompt() {
  const draft = useSession(({ draft }) => draft);
  const isCompare = useSession(({ tab }) => tab === "compare");
  const block = useSession(isCompare ? selectCompareBlock : selectAskBlock);
  const range = useSession(selectRange);
  const isBusy = useSession(selectIsBusy);
  const isStopping = useSession(({ isStopping }) => isStopping);
  const last = useSession(selectLastTurn)?.question;
  const { ask, runCompare, setDraft, stop } = useActions();
  const isLong = draft.length > LONG_DRAFT;
  const isReady = block === null && !isBusy && draft.trim() !== "";

  const submit = () => {
    if (!isReady) return;
    // The question is there before its draft is gone, so that what was read ahead is not given up between them.
    void (isCompare ? runCompare(draft) : ask(draft));
    setDraft("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowUp" && draft === "" && last !== undefined) {
      event.preventDefault();
      setDraft(last);
      return;
    }
    // Enter can also end the composition of a character, and must not send the question then.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };

  return (
    <form
      className="prompt"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <FilmedNotice />
      <div className="box">
        <textarea
          id={QUESTION_ID}
          rows={1}
          value={draft}
          placeholder={placeholderOf(block, range)}
          aria-label="Question"
          aria-describedby="prompt-hint"
          disabled={!canTypeAhead(block)}
          autoComplete="off"
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {isBusy ? (
          // It keeps the focus while it has nothing more to do.
          <button type="button" className="btn stop" aria-disabled={isStopping} onClick={stop}>
            <i aria-hidden="true" />
            {isStopping ? "Stopping" : "Stop"}
          </button>
        ) : (
          <button type="submit" className="btn primary" disabled={!isReady}>
            {isCompare ? "Compare" : "Ask"}
          </button>
        )}
      </div>
      <div className="hint" id="prompt-hint">
        <p>
          {isLong ? (
            <span className="num">{formatCount(draft.length)} characters</span>
          ) : (
            <PromptHint isCompare={isCompare} />
          )}
        </p>
        <p>
          {!isCompare && <Context />}
          {!isCompare && <GivenSubtitles />}
          <span>Runs on this computer. Nothing is sent.</span>
        </p>
      </div>
    </form>
  );
}

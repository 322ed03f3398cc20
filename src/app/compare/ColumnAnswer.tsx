import type { CellState } from "../../store/compare/types.ts";
import { VerdictMark } from "../ui/VerdictMark.tsx";
import { diffWords } from "./word-diff.ts";

interface Props {
  readonly cell: CellState;
  /** The answer with all tokens; null until it has come, and for that column itself. */
  readonly reference: string | null;
}

function Differing({ text, reference }: { readonly text: string; readonly reference: string }) {
  return [...diffWords(text, reference).entries()].map(([place, piece]) => (
    <span key={place}>
      {place > 0 && " "}
      {piece.isDifferent ? <u>{piece.text}</u> : piece.text}
    </span>
  ));
}

/** What a column answers to one question, or its state. */
export function ColumnAnswer({ cell, reference }: Props) {
  switch (cell.phase) {
    case "waiting":
      return <span className="faint">waiting</span>;
    case "stopped":
      return <span className="faint">stopped</span>;
    case "failed":
      return (
        <span role="alert">
          <b className="bad">Failed.</b> {cell.error.message} {cell.error.hint}
        </span>
      );
    case "running":
      return (
        <>
          {cell.text === "" ? <span className="faint">reading</span> : cell.text.trimEnd()}
          <span className="caret" aria-hidden="true" />
        </>
      );
    case "done": {
      const { text } = cell.report;
      return (
        <>
          {text.trim() === "" ? (
            <span className="faint">no word</span>
          ) : reference === null ? (
            text
          ) : (
            <Differing text={text} reference={reference} />
          )}
          {cell.isRight !== null && <VerdictMark isRight={cell.isRight} />}
        </>
      );
    }
  }
}

import type { CompareColumn } from "../../store/types.ts";
import { diffWords } from "./word-diff.ts";

interface Props {
  readonly column: CompareColumn;
  /** The answer of the first column, once it has come. */
  readonly reference: string | null;
}

function Differing({ text, reference }: { readonly text: string; readonly reference: string }) {
  return diffWords(text, reference).map((piece, index) => (
    // Pieces of one text never move.
    // eslint-disable-next-line react/no-array-index-key
    <span key={index}>
      {index > 0 && " "}
      {piece.isDifferent ? <u>{piece.text}</u> : piece.text}
    </span>
  ));
}

/** What a column answers, or its state. */
export function ColumnAnswer({ column, reference }: Props) {
  const { state } = column;
  switch (state.phase) {
    case "waiting":
      return <span className="faint">waiting</span>;
    case "stopped":
      return <span className="faint">stopped</span>;
    case "failed":
      return (
        <span role="alert">
          <b className="bad">Failed.</b> {state.error.message} {state.error.hint}
        </span>
      );
    case "running":
      return (
        <>
          {state.text === "" ? <span className="faint">reading</span> : state.text.trimEnd()}
          <span className="caret" aria-hidden="true" />
        </>
      );
    case "done": {
      const { text } = state.report;
      if (text.trim() === "") return <span className="faint">no word</span>;
      if (reference === null || column.isReference) return text;
      return <Differing text={text} reference={reference} />;
    }
  }
}

import { useId, useState } from "react";
import { formatCount } from "../values/format.ts";

/** The most characters of a question that is shown in full; a longer one is folded to a few lines. */
const LONG_QUESTION = 280;

/** The question is shown as it was typed: as text, never as markdown or HTML. */
export function Question({ text }: { readonly text: string }) {
  const [isWhole, setWhole] = useState(false);
  const id = useId();
  if (text.length <= LONG_QUESTION) return <h3 className="question">{text}</h3>;
  return (
    <>
      <h3 className="question" id={id} data-folded={!isWhole || undefined}>
        {text}
      </h3>
      <button
        type="button"
        className="link label"
        aria-expanded={isWhole}
        aria-controls={id}
        onClick={() => setWhole(!isWhole)}
      >
        {isWhole ? "Fold the question" : `Show all ${formatCount(text.length)} characters`}
      </button>
    </>
  );
}

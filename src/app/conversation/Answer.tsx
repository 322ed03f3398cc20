// The text of an answer. The markdown renderer loads after the first paint; until then the text is shown as it came.

import { lazy } from "react";
import { Part } from "../ui/Part.tsx";

const Markdown = lazy(async () => ({ default: (await import("./Markdown.tsx")).Markdown }));

interface AnswerProps {
  readonly text: string;
  /** Whether the text is still growing; a caret is then shown at its end. */
  readonly isLive: boolean;
}

export function Answer({ text, isLive }: AnswerProps) {
  return (
    <div className="answer" data-live={isLive || undefined}>
      <Part waiting={<p>{text}</p>} failed={<p>{text}</p>}>
        <Markdown text={text} />
      </Part>
      {isLive && text === "" && <p />}
    </div>
  );
}

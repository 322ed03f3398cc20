// What the model said. The markdown renderer loads after the first paint; until then the text stands as it is.

import { lazy, Suspense } from "react";

const Markdown = lazy(async () => ({ default: (await import("./Markdown.tsx")).Markdown }));

interface AnswerProps {
  readonly text: string;
  /** Still growing: a caret stands at its end. */
  readonly isLive: boolean;
}

export function Answer({ text, isLive }: AnswerProps) {
  return (
    <div className="answer" data-live={isLive || undefined}>
      <Suspense fallback={<p>{text}</p>}>
        <Markdown text={text} />
      </Suspense>
      {isLive && text === "" && <p />}
    </div>
  );
}

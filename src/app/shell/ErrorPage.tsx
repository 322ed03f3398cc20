// A failure that replaces a whole area: kind, one sentence, why, numbered next steps, one primary action.

import type { ReactNode } from "react";
import { Icon } from "../ui/Icon.tsx";
import "./errors.css";

export interface NextStep {
  readonly title: string;
  readonly body?: ReactNode;
}

interface Props {
  /** Two or three words: what kind of failure. */
  readonly kind: string;
  /** What cannot be done. The first sentence is set large. */
  readonly message: string;
  readonly why: ReactNode;
  readonly steps: readonly NextStep[];
  readonly children: ReactNode;
}

/** First sentence, and the rest. */
function headAndRest(message: string): [head: string, rest: string] {
  const cut = message.search(/[.!?]\s/);
  return cut < 0 ? [message, ""] : [message.slice(0, cut + 1), message.slice(cut + 2)];
}

export function ErrorPage({ kind, message, why, steps, children }: Props) {
  const [head, rest] = headAndRest(message);
  return (
    <div className="error-page" role="alert">
      <p className="kind">
        <Icon name="warning" />
        {kind}
      </p>
      <h1>{head}</h1>
      {rest !== "" && <p>{rest}</p>}
      {why !== null && <p>{why}</p>}
      {steps.length > 0 && (
        <ol>
          {steps.map(({ title, body }) => (
            <li key={title}>
              <div>
                <b>{title}</b>
                {body}
              </div>
            </li>
          ))}
        </ol>
      )}
      <div className="row">{children}</div>
    </div>
  );
}

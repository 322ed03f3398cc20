import type { Comparison } from "../../store/compare/types.ts";
import { useActions, useSession } from "../hooks/session.tsx";
import { focusBeside } from "../ui/focus-beside.ts";
import { Icon } from "../ui/Icon.tsx";

/** Returns the first question, and how many others there are: ["What appears?", "+2"]. */
function questionWords({ questions }: Comparison): [first: string, others: string] {
  const [first, ...others] = questions;
  return [first?.text ?? "", others.length === 0 ? "" : `+${others.length}`];
}

const PHASE_WORDS = { running: "running", stopped: "stopped", done: "" } as const;

/** The comparisons of this visit, each to be shown or removed, and the way back to the next one's setup. */
export function ComparisonList() {
  const list = useSession(({ compare }) => compare.list);
  const shown = useSession(({ compare }) => compare.shown);
  const { showComparison, removeComparison } = useActions();
  if (list.length === 0) return null;
  return (
    <nav className="comparisons" aria-label="Comparisons">
      <ul>
        <li>
          <button
            type="button"
            className="btn"
            aria-current={shown === null ? "page" : undefined}
            onClick={() => showComparison(null)}
          >
            New
          </button>
        </li>
        {list.map((comparison, i) => {
          const [first, others] = questionWords(comparison);
          return (
            <li key={comparison.id} data-shown={comparison.id === shown || undefined}>
              <button
                type="button"
                className="btn"
                aria-current={comparison.id === shown ? "page" : undefined}
                title={first}
                onClick={() => showComparison(comparison.id)}
              >
                <span className="number">{i + 1}</span>
                <span className="words">{first}</span>
                {others}
                {comparison.phase !== "done" && <small>{PHASE_WORDS[comparison.phase]}</small>}
              </button>
              <button
                type="button"
                className="btn plain square"
                aria-label={`Remove comparison ${i + 1}, ${first}`}
                onClick={({ currentTarget }) => {
                  focusBeside(currentTarget);
                  removeComparison(comparison.id);
                }}
              >
                <Icon name="close" />
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

// What failed: each sentence once, with the questions that it was said of.

import { useMemo } from "react";
import { samplesOf } from "../../evaluation/about.ts";
import type { Evaluation } from "../../store/evaluate/types.ts";
import { formatCount, formatCounted } from "../values/format.ts";

const MOST_NAMED = 20;

interface Failed {
  readonly words: string;
  readonly hint: string;
  /** The samples' names. */
  readonly names: readonly string[];
}

function failedOf({ videos, records }: Evaluation): Failed[] {
  const names = new Map(samplesOf(videos).map(({ index, sample }) => [index, sample.id]));
  const failed = new Map<string, { hint: string; names: Set<string> }>();
  for (const { index, byRequest } of records) {
    for (const result of Object.values(byRequest)) {
      if (!("error" in result)) continue;
      const { message, hint } = result.error;
      const of = failed.get(message) ?? { hint, names: new Set<string>() };
      failed.set(message, of);
      of.names.add(names.get(index) ?? `question ${index + 1}`);
    }
  }
  return [...failed].map(([words, { hint, names }]) => ({ words, hint, names: [...names] }));
}

export function Failures({ evaluation }: { readonly evaluation: Evaluation }) {
  const failed = useMemo(() => failedOf(evaluation), [evaluation]);
  if (failed.length === 0) return null;
  const count = new Set(failed.flatMap(({ names }) => names)).size;
  return (
    <section className="evaluation-failures" aria-label="What failed">
      <h3>{formatCounted(count, "question")} failed</h3>
      {failed.map(({ words, hint, names }) => (
        <details key={words}>
          <summary>
            <span className="num">{formatCount(names.length)} ×</span> {words}
          </summary>
          <p className="faint">{hint}</p>
          <ul>
            {names.slice(0, MOST_NAMED).map((name) => (
              <li key={name}>{name}</li>
            ))}
            {names.length > MOST_NAMED && <li>and {names.length - MOST_NAMED} more</li>}
          </ul>
        </details>
      ))}
    </section>
  );
}

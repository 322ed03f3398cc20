// One comparison: what it is about, how far it is, the answers, and what is kept and lost in numbers and pictures.

import { useEffect, useRef } from "react";
import { lookedWords } from "../../base/sampling.ts";
import { lookedOf, modelIdOf } from "../../store/compare/column-request.ts";
import { progressOf } from "../../store/compare/machine.ts";
import type { Comparison, Preparation } from "../../store/compare/types.ts";
import { modelName } from "../../store/models/selectors.ts";
import { Question } from "../conversation/Question.tsx";
import { useSession } from "../hooks/session.tsx";
import { formatPercent, formatRoughBytes } from "../values/format.ts";
import { CompareTable } from "./CompareTable.tsx";
import { ComparisonBar } from "./ComparisonBar.tsx";
import { Overlays } from "./Overlays.tsx";
import { ParetoPlot } from "./ParetoPlot.tsx";
import { SmallMultiples } from "./SmallMultiples.tsx";
import { useIsAboutOpenVideo } from "./use-is-about-open-video.ts";

/** Returns "Loading SmolVLM2 500M: 40 % of 252 MB". */
function preparationWords(preparation: Preparation): string {
  const { done, total } = preparation.count;
  if (preparation.kind === "frames") {
    return total === 0 ? "Opening its frames" : `Opening its frames: ${done} of ${total}`;
  }
  const { modelId, isBack } = preparation;
  const loading = `Loading ${modelName(modelId)}${isBack ? " again" : ""}`;
  return total === 0
    ? loading
    : `${loading}: ${formatPercent(done / total)} of ${formatRoughBytes(total)}`;
}

function Progress({ comparison }: { readonly comparison: Comparison }) {
  const { done, total } = progressOf(comparison);
  const preparation = useSession(({ compare }) => compare.preparation);
  if (comparison.phase === "done") return null;
  const isRunning = comparison.phase === "running";
  return (
    <div className="progress">
      {isRunning && <progress value={done} max={total} aria-label="Comparison" />}
      <span className="num" aria-live="polite">
        {isRunning ? `${done} of ${total} steps done` : `stopped after ${done} of ${total} steps`}
      </span>
      {isRunning && preparation !== null && (
        <span className="num">{preparationWords(preparation)}</span>
      )}
    </div>
  );
}

export function ComparisonView({ comparison }: { readonly comparison: Comparison }) {
  const { questions, columns, video } = comparison;
  const isAboutOpenVideo = useIsAboutOpenVideo(video);
  const [question] = questions;
  const [first] = columns;
  const looked = first === undefined ? null : lookedOf(comparison, first);
  const isMixed = columns.filter(({ isReference }) => isReference).length > 1;
  const view = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that ran or chose this comparison may be gone; the keyboard goes on here.
    if (document.activeElement === document.body) view.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={view} className="comparison" tabIndex={-1}>
      {questions.length === 1 && question !== undefined ? (
        <Question text={question.text} />
      ) : (
        <h3 className="question">{questions.length} questions</h3>
      )}
      <p className="about">
        {video.name}
        {looked !== null && `: ${lookedWords(looked)}`}
        {first && `; ${modelName(modelIdOf(comparison, first))}`}
        {isMixed && "; columns with other frames or another model say so"}
        {!isAboutOpenVideo && "; this video is not open now"}
      </p>
      <Progress comparison={comparison} />
      <ComparisonBar comparison={comparison} />
      <div className="cmp-scroll" role="region" aria-label="Answers by column">
        <CompareTable comparison={comparison} />
      </div>
      <SmallMultiples comparison={comparison} />
      <ParetoPlot comparison={comparison} />
      <Overlays comparison={comparison} />
    </div>
  );
}

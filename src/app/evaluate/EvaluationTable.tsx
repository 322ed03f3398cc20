// Right answers by task and method as they come, with intervals.

import { useMemo } from "react";
import { BENCHMARKS } from "../../benchmarks/catalogue.ts";
import { METHODS, METHOD_IDS } from "../../engine/catalogue.ts";
import type { Arm } from "../../evaluation/arms.ts";
import { wilson } from "../../evaluation/stats.ts";
import type { Score } from "../../evaluation/tally.ts";
import { scoresSoFar } from "../../evaluation/tally-benchmark.ts";
import { armsOf } from "../../store/evaluate/evaluation.ts";
import type { Evaluation } from "../../store/evaluate/types.ts";
import { formatCount, formatPercent } from "../values/format.ts";

const armWords = ({ method, retention }: Arm): string => {
  if (retention === 1) return "All tokens";
  const id = METHOD_IDS.find((one) => one === method);
  return `${id === undefined ? method : METHODS[id].name}, ${formatPercent(retention)}`;
};

function ScoreCell({ score = { right: 0, n: 0 } }: { readonly score?: Score | undefined }) {
  if (score.n === 0) return <td className="num">–</td>;
  const { mean, low, high } = wilson(score.right, score.n);
  return (
    <td className="num">
      {mean.toFixed(1)}{" "}
      <small>
        {low.toFixed(0)}–{high.toFixed(0)}
      </small>
    </td>
  );
}

export function EvaluationTable({ evaluation }: { readonly evaluation: Evaluation }) {
  const { head, videos, records } = evaluation;
  const benchmark = BENCHMARKS[head.benchmark];
  const scores = useMemo(
    () => scoresSoFar({ benchmark, protocol: head.protocol, arms: armsOf(head), videos }, records),
    [benchmark, head, videos, records],
  );
  const tasks = [...new Set(scores.flatMap(({ byTask }) => Object.keys(byTask)))];
  if (tasks.length === 0) return null;
  const countOf = (task: string): number => scores[0]?.byTask[task]?.n ?? 0;
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keys */}
      <div className="evaluation-scroll" role="region" aria-label="Right answers" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Right, %</th>
              <th scope="col" className="num">
                n
              </th>
              {scores.map(({ arm }) => (
                <th scope="col" className="num" key={`${arm.method} ${arm.retention}`}>
                  {armWords(arm)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tasks.map((task) => (
              <tr key={task}>
                <th scope="row">{task}</th>
                <td className="num">{formatCount(countOf(task))}</td>
                {scores.map(({ arm, byTask }) => (
                  <ScoreCell key={`${arm.method} ${arm.retention}`} score={byTask[task]} />
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">All</th>
              <td className="num">{formatCount(scores[0]?.all.n ?? 0)}</td>
              {scores.map(({ arm, all }) => (
                <ScoreCell key={`${arm.method} ${arm.retention}`} score={all} />
              ))}
            </tr>
            <tr>
              <th scope="row" colSpan={2}>
                As the paper
              </th>
              {scores.map(({ arm, paperMean }) => (
                <td className="num" key={`${arm.method} ${arm.retention}`}>
                  {Number.isNaN(paperMean) ? "–" : paperMean.toFixed(1)}
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
      <p className="faint">
        Behind each share its 95 % interval (Wilson). “As the paper” is {benchmark.meanWords}; the
        report has its interval, over videos, and the paired differences.
      </p>
    </>
  );
}

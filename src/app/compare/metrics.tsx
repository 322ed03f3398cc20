// The rows of the comparison under the answers: one figure or chart for each column that is done.

import type { ReactNode } from "react";
import type { FramesAnswer } from "../../engine/api.ts";
import type { Agreement } from "../../store/types.ts";
import { averageWords, decodeRate } from "../values/cost.ts";
import { formatBytes, formatCount, formatMs, formatSeconds, THIN, UNIT } from "../values/format.ts";
import { BudgetBars } from "./BudgetBars.tsx";

export interface DoneColumn {
  readonly isReference: boolean;
  readonly report: FramesAnswer;
  readonly agreement: Agreement | null;
  /** Time to first token over the longest of all columns. */
  readonly firstTokenShare: number;
}

export interface Metric {
  readonly name: string;
  readonly cell: (column: DoneColumn) => ReactNode;
}

/** Returns "0.031"; smaller numbers than a thousandth are given as such. */
export function formatKl(kl: number): string {
  if (kl > 0 && kl < 0.0005) return `<${THIN}0.001`;
  return kl < 10 ? kl.toFixed(3) : kl.toFixed(1);
}

function FirstToken({ report, firstTokenShare }: DoneColumn) {
  return (
    <span className="first-token">
      <i style={{ height: `${firstTokenShare * 100}%` }} />
      {formatSeconds(report.firstTokenMs)}
    </span>
  );
}

function Speed({ report }: DoneColumn) {
  const rate = decodeRate(report);
  return (
    <>
      {formatMs(report.prefillMs)}
      {UNIT}ms
      <small>{rate === null ? "no step" : `${rate.toFixed(1)}${UNIT}/s`}</small>
    </>
  );
}

function Tokens({ report }: DoneColumn) {
  const average = averageWords(report.plan);
  return (
    <>
      {formatCount(report.plan.kept)}
      <small>{formatBytes(report.plan.kvBytes)}</small>
      {average !== null && <small>{average}</small>}
    </>
  );
}

function AgreementCell({ isReference, agreement }: DoneColumn) {
  if (isReference) return <span className="plain">reference</span>;
  if (agreement === null) return <span className="plain">no reference</span>;
  return (
    <>
      {agreement.sameAnswer ? "same" : "different"}
      <small>{agreement.kl === null ? "no KL" : `KL ${formatKl(agreement.kl)}`}</small>
    </>
  );
}

/** From top to bottom. */
export const METRICS: readonly Metric[] = [
  {
    name: "Answer beside the one with all tokens; mean KL over its tokens, nats",
    cell: AgreementCell,
  },
  { name: "Time to first token", cell: FirstToken },
  { name: "Prefill, then decoded tokens a second", cell: Speed },
  { name: "Visual tokens kept, and their KV cache", cell: Tokens },
  { name: "Tokens a frame", cell: ({ report }) => <BudgetBars plan={report.plan} /> },
];

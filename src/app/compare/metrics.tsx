// The rows of the comparison under the answers: one figure or chart for each column of which something is done.

import type { ReactNode } from "react";
import type { FramesAnswer } from "../../engine/api.ts";
import { averageWords, decodeRate } from "../values/cost.ts";
import { formatBytes, formatCount, formatMs, formatSeconds, THIN, UNIT } from "../values/format.ts";
import { BudgetBars } from "./BudgetBars.tsx";
import type { ColumnFacts } from "./column-facts.ts";
import { LEAST_KL } from "./pareto.ts";

export interface Done extends ColumnFacts {
  /** The report of the first question that is done, for which the video's tokens were prefilled. */
  readonly first: FramesAnswer;
  /** Its time to the first token over the longest of all columns. */
  readonly firstTokenShare: number;
}

export interface Metric {
  readonly name: string;
  readonly cell: (column: Done) => ReactNode;
}

/** Returns "0.031", and "0.000042" below a thousandth; what is below a millionth is rounding, and given as such. */
export function formatKl(kl: number): string {
  if (kl > 0 && kl < LEAST_KL) return `<${THIN}0.000001`;
  if (kl > 0 && kl < 0.001) return kl.toFixed(6);
  return kl < 10 ? kl.toFixed(3) : kl.toFixed(1);
}

function FirstToken({ first, firstTokenShare, reports }: Done) {
  const later = reports.slice(1).map(({ firstTokenMs }) => firstTokenMs);
  const mean = later.reduce((sum, ms) => sum + ms, 0) / Math.max(1, later.length);
  return (
    <>
      <span className="first-token">
        <i style={{ height: `${firstTokenShare * 100}%` }} />
        {formatSeconds(first.firstTokenMs)}
      </span>
      {first.videoReused && <small>video reused</small>}
      {later.length > 0 && <small>then {formatSeconds(mean)}</small>}
    </>
  );
}

function Speed({ first }: Done) {
  const rate = decodeRate(first);
  return (
    <>
      {formatMs(first.prefillMs)}
      {UNIT}ms
      <small>{rate === null ? "no step" : `${rate.toFixed(1)}${UNIT}/s`}</small>
    </>
  );
}

/** Methods inside the decoder have two numbers: what is left behind their last cut, and a layer's average. */
function Tokens({ first: { plan } }: Done) {
  const average = averageWords(plan);
  return (
    <>
      {formatCount(plan.kept)}
      <small>{formatBytes(plan.kvBytes)}</small>
      {average !== null && <small>{average}</small>}
    </>
  );
}

function Right({ right }: Done) {
  if (right === null) return <span className="plain">not known</span>;
  return `${right.count} of ${right.of}`;
}

function AgreementCell({ column, same, kl }: Done) {
  if (column.isReference) return <span className="plain">reference</span>;
  if (same === null) return <span className="plain">no reference</span>;
  const words = same.of === 1 ? (same.count === 1 ? "same" : "different") : null;
  return (
    <>
      {words ?? `${same.count} of ${same.of} same`}
      <small>{kl === null ? "no KL" : `KL ${formatKl(kl)}`}</small>
    </>
  );
}

/** How many answers are right; for several questions, of which the right answer to one is known. */
export const RIGHT: Metric = { name: "Right answers", cell: Right };

/** The rows of the table, from top to bottom. */
export const METRICS: readonly Metric[] = [
  {
    name: "Answer beside the one with all tokens; mean KL over its tokens, nats",
    cell: AgreementCell,
  },
  {
    name: "Time to first token; the first run at a new length also compiles GPU programs: run again for steady times",
    cell: FirstToken,
  },
  { name: "Prefill, then decoded tokens a second", cell: Speed },
  { name: "Visual tokens kept, and their KV cache", cell: Tokens },
  { name: "Tokens a frame", cell: ({ first }) => <BudgetBars plan={first.plan} /> },
];

// Cost against agreement: which columns no other beats in both.

import type { Comparison } from "../../store/compare/types.ts";
import { columnFacts, type ColumnFacts } from "./column-facts.ts";

/** What a column costs: the share of tokens that a layer has on average, or milliseconds to the first token. */
export type CostKind = "tokens" | "first-token";

export interface ParetoPoint {
  readonly place: number;
  readonly name: string;
  readonly cost: number;
  /** Mean divergence from the answer with all tokens, nats; 0 is that answer's own. */
  readonly kl: number;
  /** Whether the video's part of the cache was there already, so that the first token came sooner. */
  readonly isVideoReused: boolean;
  /** Whether no other column costs no more and agrees no less, with one of both better. */
  readonly isOnFront: boolean;
}

const COSTS: Readonly<Record<CostKind, (facts: ColumnFacts) => number | undefined>> = {
  tokens: ({ reports: [first] }) => first?.plan.averageRetention,
  "first-token": ({ reports: [first] }) => first?.firstTokenMs,
};

/** Returns the columns that have both numbers, in their order. */
export function paretoPoints(comparison: Comparison, kind: CostKind): ParetoPoint[] {
  const points = columnFacts(comparison).flatMap((facts) => {
    const cost = COSTS[kind](facts);
    const { kl, place, column } = facts;
    if (cost === undefined || kl === null) return [];
    const isVideoReused = facts.reports[0]?.videoReused === true;
    return [{ place, name: column.name, cost, kl, isVideoReused }];
  });
  const beats = (a: { cost: number; kl: number }, b: { cost: number; kl: number }): boolean =>
    a.cost <= b.cost && a.kl <= b.kl && (a.cost < b.cost || a.kl < b.kl);
  return points.map((point) => ({
    ...point,
    isOnFront: !points.some((other) => beats(other, point)),
  }));
}

/** The divergence below which columns stand together at the top of the plot, nats. */
export const LEAST_KL = 0.001;

/** Returns powers of ten of the divergence, from `LEAST_KL` to one that none exceeds; the axis has their logarithms. */
export function klTicks(points: readonly ParetoPoint[]): number[] {
  const most = Math.max(0.1, ...points.map(({ kl }) => kl));
  const count = Math.ceil(Math.log10(most / LEAST_KL) - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => LEAST_KL * 10 ** i);
}

/** Returns where a divergence stands on the axis of `ticks`, 0 at the top (agrees) to 1. */
export function klPlace(kl: number, ticks: readonly number[]): number {
  const decades = Math.max(1, ticks.length - 1);
  return Math.min(1, Math.max(0, Math.log10(Math.max(kl, LEAST_KL) / LEAST_KL) / decades));
}

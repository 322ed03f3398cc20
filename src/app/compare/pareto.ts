// Cost against agreement: which columns no other beats in both.

import { isSameLook } from "../../store/compare/column-request.ts";
import { lookWords } from "../../store/compare/columns.ts";
import type { Comparison } from "../../store/compare/types.ts";
import { columnFacts, type ColumnFacts } from "./column-facts.ts";

/** What a column costs: the share of tokens that a layer has on average, or milliseconds to the first token. */
export type CostKind = "tokens" | "first-token";

export interface ParetoPoint {
  readonly place: number;
  /** Null for the column with all tokens. */
  readonly number: number | null;
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

/** The columns of one model and number of frames, which are measured against the same answers. */
export interface ParetoGroup {
  /** What tells them from other columns; null where there are no others. */
  readonly words: string | null;
  readonly points: readonly ParetoPoint[];
}

/** Returns the columns that have both numbers, in their order, by what they are measured against. */
export function paretoGroups(comparison: Comparison, kind: CostKind): ParetoGroup[] {
  const { columns } = comparison;
  const facts = columnFacts(comparison);
  return columns
    .filter(({ isReference }) => isReference)
    .map((reference) => ({
      words: lookWords(comparison, reference),
      points: pointsOf(
        facts.filter(({ column }) => isSameLook(column.request, reference.request)),
        kind,
      ),
    }));
}

function pointsOf(columns: readonly ColumnFacts[], kind: CostKind): ParetoPoint[] {
  const points = columns.flatMap((facts) => {
    const cost = COSTS[kind](facts);
    const { kl, place, number, title: name } = facts;
    if (cost === undefined || kl === null) return [];
    const isVideoReused = facts.reports[0]?.videoReused === true;
    return [{ place, number, name, cost, kl, isVideoReused }];
  });
  const far = (kl: number): number => (kl < LEAST_KL ? 0 : kl);
  const beats = (a: { cost: number; kl: number }, b: { cost: number; kl: number }): boolean =>
    a.cost <= b.cost && far(a.kl) <= far(b.kl) && (a.cost < b.cost || far(a.kl) < far(b.kl));
  return points.map((point) => ({
    ...point,
    isOnFront: !points.some((other) => beats(other, point)),
  }));
}

/** A divergence below this is rounding of the model's numbers, and counts as none; nats. */
export const LEAST_KL = 1e-6;

/**
 * Returns the ticks of the axis, which has logarithms: powers of ten from one that no divergence is below, but for those that
 * are none, to one that none exceeds; at least two decades.
 */
export function klTicks(points: readonly ParetoPoint[]): number[] {
  const decades = points.flatMap(({ kl }) => (kl < LEAST_KL ? [] : [Math.log10(kl)]));
  const low = Math.floor(Math.min(-1, ...decades) + 1e-9);
  const high = Math.max(low + 2, Math.ceil(Math.max(-6, ...decades) - 1e-9));
  return Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
}

/** Returns where a divergence stands on the axis of `ticks`, 0 at the top (agrees) to 1. */
export function klPlace(kl: number, ticks: readonly number[]): number {
  const [least = LEAST_KL] = ticks;
  const decades = Math.max(1, ticks.length - 1);
  return Math.min(1, Math.max(0, Math.log10(Math.max(kl, least) / least) / decades));
}

/** Returns "0.01"; the first tick has all smaller ones too. */
export const tickWords = (tick: number, index: number): string =>
  `${index === 0 ? "≤\u00a0" : ""}${tick >= 1 ? Math.round(tick) : tick.toFixed(Math.round(-Math.log10(tick)))}`;

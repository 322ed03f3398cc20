// The numbers of the small multiples: what each is called, what it means, and what a column's is.

import type { Quality } from "../../engine/api.ts";
import { formatPercent } from "../values/format.ts";
import type { ColumnFacts } from "./column-facts.ts";
import { formatKl } from "./metrics.tsx";

/** A number, or why there is none: it is not there yet, or never will be. */
export type ChartValue =
  | { readonly kind: "number"; readonly value: number; readonly words: string }
  | { readonly kind: "none"; readonly words: string };

export interface QualityChart {
  readonly name: string;
  /** One sentence or two for a reader. */
  readonly about: string;
  /** The end of its axis, for a number that has one; else the largest of all. */
  readonly most?: number;
  readonly value: (facts: ColumnFacts) => ChartValue;
}

type Picked = { readonly value: number; readonly words: string };

const none = (words: string): ChartValue => ({ kind: "none", words });

const ofQuality =
  (pick: (quality: Quality) => Picked) =>
  ({ column: { quality, request } }: ColumnFacts): ChartValue => {
    switch (quality.phase) {
      case "done":
        return { kind: "number", ...pick(quality.quality) };
      case "undefined":
        return none(
          request.leftOut === undefined
            ? "not defined: chosen when a question is asked"
            : "not defined: whole frames are left out",
        );
      case "failed":
        return none(quality.error.message);
      case "stopped":
        return none("stopped");
      case "waiting":
      case "running":
        return none("waiting");
    }
  };

export const QUALITY_CHARTS: readonly QualityChart[] = [
  {
    name: "Coverage",
    about:
      "The share of all tokens that have a kept one almost like them, at a cosine of 0.9 or more. More is better.",
    most: 1,
    value: ofQuality(({ coverage }) => ({ value: coverage, words: formatPercent(coverage) })),
  },
  {
    name: "Reconstruction error",
    about:
      "How far a token is from the kept one most like it, 1 − cosine on average. Less is better; 0 when all are kept.",
    value: ofQuality(({ reconstructionError: error }) => ({
      value: error,
      words: error.toFixed(3),
    })),
  },
  {
    name: "Effective dimension",
    about:
      "Along how many directions the kept tokens spread; tokens that are alike count as one. More is more varied, and can exceed that of all tokens, of which many are alike.",
    value: ofQuality(({ effectiveDimension: dimension }) => ({
      value: dimension,
      words: dimension.toFixed(1),
    })),
  },
  {
    name: "Divergence",
    about:
      "How far what the model expects is from what it expects with all tokens, averaged over the words of the full answer: KL in nats. Less is better.",
    value: ({ kl, column }) => {
      if (kl !== null) return { kind: "number", value: kl, words: formatKl(kl) };
      const isOpen = column.cells.some(({ phase }) => phase === "waiting" || phase === "running");
      return none(isOpen ? "waiting" : "not measured");
    },
  },
];

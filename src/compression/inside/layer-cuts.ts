// Where methods inside the decoder drop tokens, and what that keeps. Their retention is an average over layers: the layers
// before the first cut have all tokens, so what stays behind the last cut is less.

import { AppError } from "../../base/errors.ts";

/** Tokens are dropped before a layer. */
export interface LayerCut {
  readonly layer: number;
  /** How many tokens stay. */
  readonly keep: number;
  /** How many of the dropped tokens are merged, the best of them, and into how many new rows. Default: none. */
  readonly recycled?: { readonly from: number; readonly into: number };
}

/** A decoder and the tokens of a video that it reads. */
export interface TokensInLayers {
  /** The number L of its layers. */
  readonly layers: number;
  /** The number of tokens before any cut. */
  readonly tokens: number;
}

/** Returns the number of visual rows behind a cut. */
export const rowsBehind = ({ keep, recycled }: LayerCut): number => keep + (recycled?.into ?? 0);

/** Returns the share of the tokens that a layer has, on average over the layers; `cuts` ascend. */
export function averageRetention(
  cuts: readonly LayerCut[],
  { layers, tokens }: TokensInLayers,
): number {
  let [sum, from, held] = [0, 0, tokens];
  for (const cut of cuts) {
    sum += held * (cut.layer - from);
    [from, held] = [cut.layer, Math.min(held, rowsBehind(cut))];
  }
  return (sum + held * (layers - from)) / (layers * tokens);
}

/** The error for a retention that a method cannot have in this decoder. */
export const unreachable = (method: string, retention: number, least: number): AppError =>
  new AppError(
    "retention-unreachable",
    `${method} cannot keep ${percent(retention)} of the tokens on average over the layers: all tokens pass its first layers, so it keeps more than ${percent(least)} with this model.`,
    `Choose a retention above ${percent(least)}, or a method that works before the decoder.`,
  );

const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;

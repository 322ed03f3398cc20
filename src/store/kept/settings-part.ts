// What is chosen, as it is kept.

import { MAX_FRAMES } from "../../base/sampling.ts";
import type { Shares } from "../../engine/api.ts";
import { RELEVANCE_IDS, SCORER_IDS } from "../../engine/catalogue.ts";
import type { CompareSetup } from "../compare/types.ts";
import type { Choices } from "../plan/types.ts";
import type { WholeChoices } from "../whole/types.ts";
import { isBudget, isMethod, isPositions, isShare, isSpread, isVariant } from "./answer-shape.ts";
import { isSetup } from "./comparison-shape.ts";
import type { KeptPart } from "./part.ts";
import { fields, isFlag, isNumber, isText, isWhole, oneOf, optional, orNull } from "./shape.ts";

export interface KeptSettings {
  /** A range is of one video, and is kept in the address with it. What earlier versions did not have is optional. */
  readonly choices: Omit<Choices, "range" | "copiesStill"> & {
    readonly copiesStill?: boolean | undefined;
  };
  readonly wholeChoices: WholeChoices;
  readonly draft: string;
  readonly setup: CompareSetup;
}

const isWay = oneOf(["auto", "frames", "whole"] as const);

export const SETTINGS: KeptPart<KeptSettings> = {
  name: "settings",
  version: 1,
  words: "The settings",
  inputs: ({ choices, wholeChoices, draft, compare }) => [
    choices,
    wholeChoices,
    draft,
    compare.setup,
  ],
  of: ({ choices, wholeChoices, draft, compare }) => ({
    choices,
    wholeChoices,
    draft,
    setup: compare.setup,
  }),
  isIt: fields<KeptSettings>({
    choices: fields<KeptSettings["choices"]>({
      retention: isShare,
      method: isMethod,
      variant: isVariant,
      exactBudget: isFlag,
      budget: orNull(isBudget),
      seed: isWhole,
      favorsEnds: isFlag,
      frames: orNull((value): value is number => isWhole(value) && value <= MAX_FRAMES),
      spread: orNull(isSpread),
      stepTokens: orNull(isWhole),
      positions: orNull(isPositions),
      copiesStill: optional(isFlag),
    }),
    wholeChoices: fields<WholeChoices>({
      way: isWay,
      framesPerSec: isNumber,
      shares: fields<Shares>({ detailed: isShare, compact: isShare }),
      scorer: oneOf(SCORER_IDS),
      chunks: isWhole,
      relevance: oneOf(RELEVANCE_IDS),
    }),
    draft: isText,
    setup: isSetup,
  }),
};

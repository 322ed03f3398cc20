// Comparisons as a record has them: at rest, what had not run being stopped.

import type { Grid, Quality } from "../../engine/api.ts";
import { nextComparison } from "../compare/machine.ts";
import type {
  Agreement,
  CellState,
  ComparedColumn,
  ComparedQuestion,
  ComparedVideo,
  Comparison,
  CompareSetup,
  CompareState,
  QualityState,
} from "../compare/types.ts";
import { isFramesAnswer, isLooked, isLooking, isRequest } from "./answer-shape.ts";
import {
  either,
  exactly,
  fields,
  isFlag,
  isNumber,
  isText,
  isWhole,
  listOf,
  oneOf,
  orNull,
  type Check,
  type InPhase,
} from "./shape.ts";
import { isError } from "./turn-shape.ts";

const isCell = either(
  fields<InPhase<CellState, "done">>({
    phase: exactly("done"),
    report: isFramesAnswer,
    agreement: orNull(fields<Agreement>({ sameAnswer: isFlag, kl: orNull(isNumber) })),
    isRight: orNull(isFlag),
  }),
  fields<InPhase<CellState, "failed">>({ phase: exactly("failed"), error: isError }),
  fields<InPhase<CellState, "stopped">>({ phase: exactly("stopped") }),
);

const isQuality = either(
  fields<InPhase<QualityState, "done">>({
    phase: exactly("done"),
    quality: fields<Quality>({
      coverage: isNumber,
      reconstructionError: isNumber,
      effectiveDimension: isNumber,
    }),
  }),
  fields<InPhase<QualityState, "failed">>({ phase: exactly("failed"), error: isError }),
  fields<InPhase<QualityState, "undefined">>({ phase: exactly("undefined") }),
  fields<InPhase<QualityState, "stopped">>({ phase: exactly("stopped") }),
);

const isComparison = fields<Comparison>({
  id: isWhole,
  phase: oneOf(["done", "stopped"] as const),
  questions: listOf(fields<ComparedQuestion>({ text: isText, answer: orNull(isText) })),
  columns: listOf(
    fields<ComparedColumn>({
      name: isText,
      request: isRequest,
      isReference: isFlag,
      cells: listOf(isCell),
      quality: isQuality,
    }),
  ),
  video: fields<ComparedVideo>({
    fileKey: isWhole,
    name: isText,
    sample: orNull(isText),
    frames: isWhole,
    looking: isLooking,
    looked: isLooked,
    grid: fields<Grid>({ rows: isWhole, columns: isWhole }),
  }),
  modelId: isText,
  isTrained: isFlag,
});

export const isSetup: Check<CompareSetup> = fields<CompareSetup>({
  columns: orNull(listOf(isRequest)),
  questions: listOf(isText),
});

/** What a record has of the comparisons. */
export type KeptComparisons = Pick<CompareState, "list" | "shown">;

export const areComparisons = fields<KeptComparisons>({
  list: listOf(isComparison),
  shown: orNull(isWhole),
});

export const comparisonsAtRest = ({ list, shown }: CompareState): KeptComparisons => ({
  list: list.map((one) => nextComparison(one, { kind: "ended" })),
  shown,
});

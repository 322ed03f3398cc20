// Comparisons as a record has them: at rest, what had not run being stopped.

import type { Grid, Quality } from "../../engine/api.ts";
import { nextComparison } from "../compare/machine.ts";
import type {
  Agreement,
  CellState,
  ColumnLook,
  ColumnRequest,
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
  optional,
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

const hasLook = fields<Pick<ColumnRequest, "modelId" | "frames">>({
  modelId: optional(isText),
  frames: optional(isWhole),
});
const isColumnRequest: Check<ColumnRequest> = (value): value is ColumnRequest =>
  isRequest(value) && hasLook(value);

const isGrid = fields<Grid>({ rows: isWhole, columns: isWhole });

const isComparison = fields<Comparison>({
  id: isWhole,
  phase: oneOf(["done", "stopped"] as const),
  questions: listOf(fields<ComparedQuestion>({ text: isText, answer: orNull(isText) })),
  columns: listOf(
    fields<ComparedColumn>({
      name: isText,
      request: isColumnRequest,
      isReference: isFlag,
      look: optional(
        fields<ColumnLook>({
          frames: isWhole,
          looked: isLooked,
          grid: isGrid,
          precision: isText,
          isTrained: isFlag,
        }),
      ),
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
    grid: isGrid,
  }),
  modelId: isText,
  isTrained: isFlag,
});

export const isSetup: Check<CompareSetup> = fields<CompareSetup>({
  columns: orNull(listOf(isColumnRequest)),
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

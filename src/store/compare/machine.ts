// What becomes of a comparison with each thing that happens to it. Pure: comparing.ts does the asking.

import type { PlainError } from "../../base/errors.ts";
import type { FramesAnswer, Quality } from "../../engine/api.ts";
import { ALL_TOKENS, isInside } from "../../engine/catalogue.ts";
import { columnName } from "./columns.ts";
import { isSameLook, lookOf, referenceOf } from "./column-request.ts";
import { judge } from "../ask/judge.ts";
import type {
  Agreement,
  CellState,
  ColumnLook,
  ColumnRequest,
  ComparedColumn,
  ComparedQuestion,
  ComparedVideo,
  Comparison,
  QualityState,
} from "./types.ts";

interface Cell {
  readonly column: number;
  readonly question: number;
}

export type CompareEvent =
  | ({ readonly kind: "asked" } & Cell)
  | ({ readonly kind: "said"; readonly text: string } & Cell)
  | ({ readonly kind: "answered"; readonly report: FramesAnswer } & Cell)
  | ({ readonly kind: "failed"; readonly error: PlainError } & Cell)
  /** The model and the frames of some columns are there. */
  | { readonly kind: "looked"; readonly columns: readonly number[]; readonly look: ColumnLook }
  /** They cannot be had, so that nothing can be asked in these columns. */
  | { readonly kind: "unready"; readonly columns: readonly number[]; readonly error: PlainError }
  | { readonly kind: "measuring"; readonly column: number }
  | { readonly kind: "measured"; readonly column: number; readonly quality: Quality }
  | { readonly kind: "unmeasured"; readonly column: number; readonly error: PlainError }
  /** Ends a comparison that is done or was stopped: what has not run stays so. */
  | { readonly kind: "ended" };

export interface NewComparison {
  readonly id: number;
  readonly questions: readonly ComparedQuestion[];
  readonly requests: readonly ColumnRequest[];
  readonly video: ComparedVideo;
  readonly modelId: string;
  /** Whether the model was trained to answer in the words of `ComparedQuestion.answer`. */
  readonly isTrained: boolean;
}

/** What a method inside chooses is known for one question only; whole frames that are left out are no choice of tokens. */
const hasQuality = ({ method, leftOut }: ColumnRequest): boolean =>
  !isInside(method) && leftOut === undefined;

/** Returns a comparison of which nothing has run. Before the first column of each model and number of frames stands one with all tokens. */
export function newComparison({ requests, isTrained, ...about }: NewComparison): Comparison {
  const waiting = about.questions.map((): CellState => ({ phase: "waiting" }));
  const column = (request: ColumnRequest, isReference: boolean): ComparedColumn => ({
    name: isReference ? "All tokens" : columnName(request),
    request,
    isReference,
    cells: waiting,
    quality: hasQuality(request) ? { phase: "waiting" } : { phase: "undefined" },
  });
  return {
    ...about,
    isTrained,
    phase: "running",
    columns: requests.flatMap((request, i) =>
      requests.slice(0, i).some((before) => isSameLook(before, request))
        ? [column(request, false)]
        : [column({ ...ALL_TOKENS, ...lookOf(request) }, true), column(request, false)],
    ),
  };
}

/** Returns the comparison after an event. What comes too late, or to a cell that does not wait for it, changes nothing. */
export function nextComparison(comparison: Comparison, event: CompareEvent): Comparison {
  if (comparison.phase !== "running") return comparison;
  switch (event.kind) {
    case "asked":
      return withCell(comparison, event, "waiting", () => ({ phase: "running", text: "" }));
    case "said":
      return withCell(comparison, event, "running", (cell) => ({
        phase: "running",
        text: cell.text + event.text,
      }));
    case "answered":
      return withCell(comparison, event, "running", () =>
        event.report.stop === "stopped"
          ? { phase: "stopped" }
          : doneCell(comparison, event, event.report),
      );
    case "failed":
      return withCell(comparison, event, "running", () => ({
        phase: "failed",
        error: event.error,
      }));
    case "looked":
      return withColumns(comparison, event.columns, (column) => ({ ...column, look: event.look }));
    case "unready":
      return withColumns(comparison, event.columns, (column) => unready(column, event.error));
    case "measuring":
      return withQuality(comparison, event.column, "waiting", { phase: "running" });
    case "measured":
      return withQuality(comparison, event.column, "running", {
        phase: "done",
        quality: event.quality,
      });
    case "unmeasured":
      return withQuality(comparison, event.column, "running", {
        phase: "failed",
        error: event.error,
      });
    case "ended":
      return ended(comparison);
  }
}

function doneCell(comparison: Comparison, { column, question }: Cell, report: FramesAnswer) {
  const { columns, questions } = comparison;
  const asked = columns[column];
  const isTrained = asked?.look?.isTrained ?? comparison.isTrained;
  const reference = asked && referenceOf(columns, asked)?.cells[question];
  const agreement: Agreement | null =
    asked?.isReference === true || reference?.phase !== "done"
      ? null
      : {
          sameAnswer: report.text.trim() === reference.report.text.trim(),
          kl: report.divergence?.meanKl ?? null,
        };
  const known = questions[question]?.answer ?? null;
  return {
    phase: "done" as const,
    report,
    agreement,
    isRight: known === null ? null : judge(report.text, known, isTrained),
  };
}

type CellIn<Phase extends CellState["phase"]> = Extract<CellState, { readonly phase: Phase }>;

function withCell<Phase extends CellState["phase"]>(
  comparison: Comparison,
  at: Cell,
  phase: Phase,
  next: (cell: CellIn<Phase>) => CellState,
): Comparison {
  const isThere = (cell: CellState): cell is CellIn<Phase> => cell.phase === phase;
  return withColumn(comparison, at.column, (column) => ({
    ...column,
    cells: column.cells.map((cell, question) =>
      question === at.question && isThere(cell) ? next(cell) : cell,
    ),
  }));
}

const withQuality = (
  comparison: Comparison,
  at: number,
  phase: QualityState["phase"],
  quality: QualityState,
): Comparison =>
  withColumn(comparison, at, (column) =>
    column.quality.phase === phase ? { ...column, quality } : column,
  );

const withColumn = (
  comparison: Comparison,
  at: number,
  change: (column: ComparedColumn) => ComparedColumn,
): Comparison => withColumns(comparison, [at], change);

const withColumns = (
  comparison: Comparison,
  at: readonly number[],
  change: (column: ComparedColumn) => ComparedColumn,
): Comparison => ({
  ...comparison,
  columns: comparison.columns.map((column, i) => (at.includes(i) ? change(column) : column)),
});

const isOpen = ({ phase }: CellState | QualityState): boolean =>
  phase === "waiting" || phase === "running";

function unready(column: ComparedColumn, error: PlainError): ComparedColumn {
  const failed = { phase: "failed", error } as const;
  return {
    ...column,
    cells: column.cells.map((cell) => (isOpen(cell) ? failed : cell)),
    quality: isOpen(column.quality) ? failed : column.quality,
  };
}

/** What waits or runs is stopped; where nothing is, all is done. */
function ended(comparison: Comparison): Comparison {
  const stopped = { phase: "stopped" } as const;
  const columns = comparison.columns.map((column) => ({
    ...column,
    cells: column.cells.map((cell) => (isOpen(cell) ? stopped : cell)),
    quality: isOpen(column.quality) ? stopped : column.quality,
  }));
  const isStopped = columns.some(({ cells, quality }) =>
    [...cells, quality].some(({ phase }) => phase === "stopped"),
  );
  return { ...comparison, phase: isStopped ? "stopped" : "done", columns };
}

/** How much of a comparison has been done: answers and measurements. */
export function progressOf({ columns }: Comparison): {
  readonly done: number;
  readonly total: number;
} {
  const parts = columns.flatMap(({ cells, quality }) => [
    ...cells.map(({ phase }) => phase),
    ...(quality.phase === "undefined" ? [] : [quality.phase]),
  ]);
  const done = parts.filter((phase) => phase === "done" || phase === "failed").length;
  return { done, total: parts.length };
}

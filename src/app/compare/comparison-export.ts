// A comparison as files: one CSV row for each question and column, or one JSON document. Units stand in the names; KV bytes are
// given for the visual tokens (what the methods change) and for the whole sequence.

import { lookedWords } from "../../base/sampling.ts";
import { framesOfColumn, lookedOf, modelIdOf } from "../../store/compare/column-request.ts";
import { linkOf } from "../../store/compare/link.ts";
import type { CellState, ComparedColumn, Comparison } from "../../store/compare/types.ts";
import { decodeRate } from "../values/cost.ts";
import { adapterName } from "../values/adapter-name.ts";
import { toCsv, type CsvCell } from "../../base/csv.ts";
import {
  aboutRecord,
  exportName,
  madeWith,
  requestRecord,
  type Surroundings,
} from "../values/export-about.ts";
import { frameScores } from "../values/frame-score.ts";
import { slugOf } from "../values/slug.ts";
import { VERSION } from "../values/version.ts";

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** What was measured of one question in one column; every figure is null until it is done. */
function cellRecord(
  { name, request, isReference, quality }: Omit<ComparedColumn, "cells">,
  state: CellState,
) {
  const measured = quality.phase === "done" ? quality.quality : null;
  const done = state.phase === "done" ? state : null;
  const report = done?.report ?? null;
  const rate = report === null ? null : decodeRate(report);
  const kl = done?.agreement?.kl ?? null;
  return {
    column: name,
    ...requestRecord(request),
    ...(isReference && { method: null, variant: null }), // which keeps all tokens, by whatever method
    positions: report?.positions ?? request.positions ?? null,
    isReference,
    state: state.phase,
    answer: report?.text ?? null,
    stop: report?.stop ?? null,
    isRight: done?.isRight ?? null,
    sameAnswerAsReference: done?.agreement?.sameAnswer ?? null,
    meanKlNats: kl === null ? null : round(kl, 6),
    klTokens: report?.divergence?.tokens ?? null,
    firstTokenMs: report === null ? null : round(report.firstTokenMs, 2),
    prefillMs: report === null ? null : round(report.prefillMs, 2),
    stepMs: report === null ? null : round(report.stepMs, 2),
    steps: report?.steps ?? null,
    decodeTokensPerSec: rate === null ? null : round(rate, 2),
    totalMs: report === null ? null : round(report.totalMs, 2),
    visualTokensKept: report?.plan.kept ?? null,
    visualTokensTotal: report?.plan.total ?? null,
    averageRetention: report === null ? null : round(report.plan.averageRetention, 6),
    promptTokens: report?.tokens.prompt ?? null,
    visualKvBytes: report?.plan.kvBytes ?? null,
    sequenceKvBytes: report?.kvBytes ?? null,
    videoReused: report?.videoReused ?? null,
    coverage: measured === null ? null : round(measured.coverage, 6),
    reconstructionError: measured === null ? null : round(measured.reconstructionError, 6),
    effectiveDimension: measured === null ? null : round(measured.effectiveDimension, 4),
    error: state.phase === "failed" ? state.error.message : null,
  };
}

type CellRecord = ReturnType<typeof cellRecord>;

const HEADERS: Readonly<Record<keyof CellRecord, string>> = {
  column: "column",
  method: "method",
  variant: "variant",
  rounding: "rounding",
  budget: "frame_budget",
  ends: "ends",
  seed: "seed",
  retention: "retention",
  positions: "positions",
  isReference: "is_reference",
  state: "state",
  answer: "answer",
  stop: "stop",
  isRight: "is_right",
  sameAnswerAsReference: "same_answer_as_reference",
  meanKlNats: "mean_kl_nats",
  klTokens: "mean_kl_tokens",
  firstTokenMs: "time_to_first_token_ms",
  prefillMs: "prefill_ms",
  stepMs: "decode_ms",
  steps: "decode_steps",
  decodeTokensPerSec: "decode_tokens_per_s",
  totalMs: "total_ms",
  visualTokensKept: "visual_tokens_kept",
  visualTokensTotal: "visual_tokens_total",
  averageRetention: "average_retention_of_layers",
  promptTokens: "prompt_tokens",
  visualKvBytes: "visual_kv_bytes",
  sequenceKvBytes: "sequence_kv_bytes",
  videoReused: "video_kv_reused",
  coverage: "coverage",
  reconstructionError: "reconstruction_error",
  effectiveDimension: "effective_dimension",
  error: "error",
};

const KEYS = Object.keys(HEADERS) as (keyof CellRecord)[];

const WAITING: CellState = { phase: "waiting" };

/** What a column looked with: its model, as far as it is known, and its frames. */
function columnMaker(comparison: Comparison, column: ComparedColumn, surroundings: Surroundings) {
  const { look } = column;
  const made = madeWith(modelIdOf(comparison, column), surroundings);
  const precision = look?.precision ?? made.model?.precision ?? null;
  return {
    made: made.model === null ? made : { ...made, model: { ...made.model, precision } },
    frames: framesOfColumn(comparison, column),
    looked: lookedOf(comparison, column),
  };
}

/** One row for each question and column; clip and machine are repeated in each, so that files can be joined. */
export function comparisonCsv(comparison: Comparison, surroundings: Surroundings): string {
  const { questions, columns, video } = comparison;
  const about = ["question", "right_answer", "video", "frames", "frames_chosen"];
  const where = Object.keys(aboutRecord(surroundings));
  const header = [...about, ...KEYS.map((key) => HEADERS[key]), ...where];
  const rows = questions.flatMap(({ text, answer }, question) =>
    columns.map((column): CsvCell[] => {
      const record = cellRecord(column, column.cells[question] ?? WAITING);
      const { made, frames, looked } = columnMaker(comparison, column, surroundings);
      return [
        text,
        answer,
        video.name,
        frames,
        looked === null ? null : lookedWords(looked),
        ...KEYS.map((key) => record[key]),
        ...Object.values(aboutRecord(made)),
      ];
    }),
  );
  return toCsv(header, rows);
}

/** The same with the kept tokens of each frame, and the link that makes the comparison again. */
export function comparisonJson(comparison: Comparison, surroundings: Surroundings): string {
  const { questions, columns, video, modelId, phase } = comparison;
  const { model, adapter, savedAt } = madeWith(modelId, surroundings);
  const document = {
    kind: "framewise-comparison",
    version: 4,
    framewise: VERSION,
    savedAt: savedAt.toISOString(),
    link: linkOf(comparison),
    video: video.name,
    sample: video.sample,
    frames: video.frames,
    looked: video.looked,
    state: phase,
    model,
    adapter: adapter && { name: adapterName(adapter), ...adapter },
    questions: questions.map(({ text, answer }, question) => ({
      question: text,
      rightAnswer: answer,
      columns: columns.map((column) => {
        const { made, frames, looked } = columnMaker(comparison, column, surroundings);
        return {
          ...cellRecord(column, column.cells[question] ?? WAITING),
          model: made.model?.id ?? null,
          precision: made.model?.precision ?? null,
          frames,
          looked,
        };
      }),
    })),
    perFrame: columns.map(({ name, cells }) => ({ column: name, frames: framesOf(cells) })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** What a column keeps of each frame, of its first answer; null without one. */
function framesOf(cells: readonly CellState[]) {
  const done = cells.find((cell) => cell.phase === "done");
  if (done?.phase !== "done") return null;
  const { plan } = done.report;
  const scores = frameScores(plan);
  return plan.frames.map(({ timeSec, uniqueness, budget }, index) => ({
    timeSec,
    scoreKind: scores?.kind ?? null,
    score: scores?.values[index] ?? null,
    methodScore: scores === null ? null : uniqueness,
    tokensKept: budget,
  }));
}

/** "shapes-on-a-table_what-appears-briefly_comparison-2.csv", for the second of the list. */
export function comparisonFileName(
  { video, questions }: Comparison,
  place: number,
  extension: "csv" | "json" | "png",
): string {
  const question = slugOf(questions[0]?.text ?? "") || "question";
  return exportName(video.name, [question, `comparison-${place + 1}`], extension);
}

// A comparison as files: one CSV row a column, or one JSON document. Units stand in the names; KV bytes are
// given for the visual tokens (what the methods change) and for the whole sequence.

import { lookedWords } from "../../base/sampling.ts";
import type { AdapterFacts, ModelInfo } from "../../engine/api.ts";
import { takes, variantOf } from "../../engine/catalogue.ts";
import type { CompareColumn, CompareRun } from "../../store/types.ts";
import { decodeRate } from "../values/cost.ts";
import { toCsv, type CsvCell } from "../values/csv.ts";
import { slugOf } from "../values/slug.ts";

/** Where a comparison ran, without which its times cannot be judged. */
export interface Surroundings {
  readonly model: ModelInfo | null;
  readonly adapter: AdapterFacts | null;
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** What was measured in one column; every figure is null until the column is done. */
export function columnRecord(column: CompareColumn) {
  const { request, state } = column;
  const done = state.phase === "done" ? state : null;
  const report = done?.report ?? null;
  const rate = report === null ? null : decodeRate(report);
  const kl = done?.agreement?.kl ?? null;
  return {
    column: column.id,
    method: request.method,
    variant: variantOf(request),
    rounding: request.switches?.rounding ?? null,
    seed: takes(request.method, "seed") ? (request.seed ?? 0) : null,
    retention: request.retention,
    positions: report?.positions ?? request.positions ?? null,
    isReference: column.isReference,
    state: state.phase,
    answer: report?.text ?? null,
    stop: report?.stop ?? null,
    sameAnswerAsReference: done?.agreement?.sameAnswer ?? null,
    meanKlNats: kl === null ? null : round(kl, 6),
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
    error: state.phase === "failed" ? state.error.message : null,
  };
}

type ColumnRecord = ReturnType<typeof columnRecord>;

const HEADERS: Readonly<Record<keyof ColumnRecord, string>> = {
  column: "column",
  method: "method",
  variant: "variant",
  rounding: "rounding",
  seed: "seed",
  retention: "retention",
  positions: "positions",
  isReference: "is_reference",
  state: "state",
  answer: "answer",
  stop: "stop",
  sameAnswerAsReference: "same_answer_as_reference",
  meanKlNats: "mean_kl_nats",
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
  error: "error",
};

const KEYS = Object.keys(HEADERS) as (keyof ColumnRecord)[];

/** One row a column; question, clip and machine are repeated in each, so that files can be joined. */
export function comparisonCsv(run: CompareRun, { model, adapter }: Surroundings): string {
  const header = [
    "question",
    "video",
    "frames",
    "frames_chosen",
    ...KEYS.map((key) => HEADERS[key]),
  ];
  const rows = run.columns.map((column): CsvCell[] => {
    const record = columnRecord(column);
    return [
      run.question,
      run.videoName,
      run.frames,
      lookedWords(run.looked),
      ...KEYS.map((key) => record[key]),
      model?.id ?? null,
      adapter?.description ?? null,
    ];
  });
  return toCsv([...header, "model", "adapter"], rows);
}

/** The same with the kept tokens of each frame. */
export function comparisonJson(run: CompareRun, { model, adapter }: Surroundings): string {
  const document = {
    kind: "framewise-comparison",
    version: 1,
    question: run.question,
    video: run.videoName,
    frames: run.frames,
    looked: run.looked,
    by: run.by,
    state: run.phase,
    model: model === null ? null : { id: model.id, family: model.family, runtime: model.runtime },
    adapter,
    columns: run.columns.map((column) => ({
      ...columnRecord(column),
      perFrame:
        column.state.phase !== "done"
          ? null
          : column.state.report.plan.frames.map(({ timeSec, uniqueness, budget }) => ({
              timeSec,
              uniqueness,
              tokensKept: budget,
            })),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** "shapes-on-a-table_what-appears-briefly_by-retention.csv" */
export function comparisonFileName(run: CompareRun, extension: "csv" | "json"): string {
  const clip = slugOf(run.videoName.replace(/\.[^.]*$/, "")) || "video";
  const question = slugOf(run.question) || "question";
  return `${clip}_${question}_by-${run.by}.${extension}`;
}

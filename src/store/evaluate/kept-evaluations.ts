// Evaluations on the disk: a record for each, and a record for each sample that was asked, so that no answer is lost with the
// page.

import { BENCHMARK_IDS } from "../../benchmarks/catalogue.ts";
import type { Protocol } from "../../benchmarks/benchmark.ts";
import { isMethod, isShare } from "../kept/answer-shape.ts";
import type { KeptDisk } from "../kept/disk.ts";
import {
  fields,
  instanceOf,
  isFlag,
  isNumber,
  isText,
  isWhole,
  listOf,
  oneOf,
  orNull,
  type Check,
} from "../kept/shape.ts";
import type { EvaluationHead, KeptSample, MadeWith } from "./types.ts";

export interface KeptEvaluations {
  /** The latest first. What is damaged, or of an older version of the page, is left out. */
  readonly list: () => Promise<EvaluationHead[]>;
  readonly samples: (id: string) => Promise<KeptSample[]>;
  /** @throws DOMException when there is no room. */
  readonly writeHead: (head: EvaluationHead) => Promise<void>;
  /** @throws DOMException when there is no room. */
  readonly writeSample: (id: string, sample: KeptSample) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
}

const headName = (id: string): string => `evaluations/${id}`;
const samplesName = (id: string): string => `evaluation/${id}/`;

const isHandle: Check<FileSystemDirectoryHandle> = (value): value is FileSystemDirectoryHandle =>
  instanceOf(FileSystemDirectoryHandle)(value);

const isHead = fields<EvaluationHead>({
  id: isText,
  benchmark: oneOf(BENCHMARK_IDS),
  folderName: isText,
  handle: orNull(isHandle),
  protocol: oneOf<Protocol>(["2025", "2026"]),
  hasSubtitles: isFlag,
  frames: isWhole,
  modelId: isText,
  family: isText,
  digests: fields<EvaluationHead["digests"]>({ model: orNull(isText), data: isText }),
  methods: listOf(isMethod),
  retentions: listOf(isShare),
  limit: orNull(isWhole),
  remarks: listOf(isText),
  startedMs: isNumber,
  askedMs: isNumber,
  samples: isWhole,
  videos: isWhole,
  asked: isWhole,
  score: fields<EvaluationHead["score"]>({ right: isWhole, n: isWhole, failed: isWhole }),
  answerMs: orNull(isNumber),
  madeWith: listOf(
    fields<MadeWith>({
      adapter: isText,
      runtime: oneOf(["webgpu", "wasm"] as const),
      precision: isText,
    }),
  ),
});

const isRecord: Check<Readonly<Record<string, unknown>>> = (
  value,
): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;

/** Its answers are plain data that this page wrote; what matters is that its parts are there. */
const isSample: Check<KeptSample> = (value): value is KeptSample =>
  isRecord(value) &&
  isWhole(value["index"]) &&
  isRecord(value["byRequest"]) &&
  isRecord(value["sample"]) &&
  isText(value["sample"]["id"]) &&
  isText(value["sample"]["task"]);

export const createKeptEvaluations = (kept: KeptDisk): KeptEvaluations => ({
  async list() {
    const heads = (await kept.listShared(headName(""))).filter(isHead);
    return heads.sort((one, other) => other.startedMs - one.startedMs);
  },
  samples: async (id) => (await kept.listShared(samplesName(id))).filter(isSample),
  writeHead: (head) => kept.writeShared(headName(head.id), head),
  writeSample: (id, sample) => kept.writeShared(`${samplesName(id)}${sample.index}`, sample),
  async remove(id) {
    await kept.removeAllShared(samplesName(id));
    await kept.removeShared(headName(id));
  },
});

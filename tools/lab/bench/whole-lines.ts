// Turns times and bytes of long videos into the bench's lines. Pure.

import type { Shares } from "../../../src/engine/api.ts";
import { keptOf } from "../../../src/memory/levels.ts";
import type { WholeTimes } from "../page/bench-whole.ts";
import { median } from "../../../src/evaluation/stats.ts";
import { type BenchLine, line, megabytes } from "./lines.ts";

export interface WholeFacts {
  /** The chunks in detail besides the first and the last. */
  readonly chunks: number;
  readonly shares: Shares;
  /** The bytes of one entry of the cache. */
  readonly entryBytes: number;
  /** The positions of the decoder's own cache, as it is allocated for a question. */
  readonly cachePositions: number;
}

export interface WholeMeasures {
  readonly long: WholeTimes;
  readonly short: WholeTimes;
  /** The time to put together alone a cache like those of the long clip's questions. */
  readonly assemblyMs: readonly number[];
}

const KV_WANTED = 2;
const LATER_WANTED = 0.1;
const LENGTHS_WANTED = 1.5;
const ASSEMBLY_WANTED = 0.25;
const REOPEN_WANTED = 0.05;

const sec = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

export function wholeLines(
  model: string,
  { long, short, assemblyMs }: WholeMeasures,
  facts: WholeFacts,
): BenchLine[] {
  const later = firstTokenMs(long);
  const laterShort = firstTokenMs(short);
  const assembly = median(assemblyMs);
  const { reopened } = long;
  const lines = [
    kvLine(long, facts),
    line(
      "GPU memory's growth after reading",
      Math.max(0, long.gpuBytes.asked - long.gpuBytes.read) / 1e6,
      0,
      "MB",
      `${megabytes(long.gpuBytes.read)} alive after reading, ${megabytes(long.gpuBytes.asked)} after ${long.asked.length + 1} questions; ${megabytes(long.gpuBytes.before)} before`,
    ),
    line(
      "A later question's first token to reading",
      later / long.readMs,
      LATER_WANTED,
      "ratio",
      `${sec(later)} (median of ${long.asked.length}) to ${sec(long.readMs)} for ${long.frames} frames`,
    ),
    line(
      `First token, ${long.frames} to ${short.frames} frames`,
      later / laterShort,
      LENGTHS_WANTED,
      "ratio",
      `${firstTokenWords(long)}; ${firstTokenWords(short)}`,
    ),
    line(
      "Assembly to first token",
      assembly / later,
      ASSEMBLY_WANTED,
      "ratio",
      `upload, re-rotation and gather by themselves, until the GPU is done: ${assembly.toFixed(1)} ms (median of ${assemblyMs.length})`,
    ),
    ...(reopened === null
      ? []
      : [
          line(
            "Reopening to reading",
            reopened.openMs / long.readMs,
            REOPEN_WANTED,
            "ratio",
            `${sec(reopened.openMs)} for ${megabytes(reopened.bytes)} on the disk, saved in ${sec(reopened.saveMs)}`,
          ),
          line(
            "Answers that differ after reopening",
            reopened.isSame ? 0 : 1,
            0,
            "count",
            "the first question again",
          ),
        ]),
  ];
  return lines.map((one) => ({ ...one, name: `${model}: ${one.name}` }));
}

/** Compares everything kept on the GPU for a video, including its frames' means and the cache for questions. */
function kvLine(times: WholeTimes, facts: WholeFacts): BenchLine {
  const { use } = times;
  const cache = facts.cachePositions * facts.entryBytes;
  const entries = use.compact * facts.entryBytes;
  const unit = boundEntries(times, facts) * facts.entryBytes;
  return line(
    "KV on the GPU to H of all chunks + k of L",
    (cache + use.gpuBytes) / unit,
    KV_WANTED,
    "ratio",
    `${megabytes(entries)} of the video's entries, ${megabytes(use.gpuBytes - entries)} of means and the like, ${megabytes(cache)} for questions, to ${megabytes(unit)}: the first and the last chunk in detail, ${facts.chunks} more, and all others compact`,
  );
}

/** The first and the last chunk are always in detail. */
function boundEntries(
  { steps, tokensPerFrame, stepsPerChunk }: WholeTimes,
  { shares, chunks }: WholeFacts,
): number {
  const tokens = steps * tokensPerFrame;
  const ofChunk = stepsPerChunk * tokensPerFrame;
  const whole = Math.floor(tokens / ofChunk);
  const rest = tokens - whole * ofChunk;
  const sizes = [...Array.from({ length: whole }, () => ofChunk), ...(rest > 0 ? [rest] : [])];
  const compact = sizes.map((size, i) =>
    keptOf(size, i === 0 || i === sizes.length - 1 ? shares.detailed : shares.compact),
  );
  return compact.reduce((sum, one) => sum + one, 0) + chunks * keptOf(ofChunk, shares.detailed);
}

const firstTokenMs = ({ asked }: WholeTimes): number =>
  median(asked.map((one) => one.firstTokenMs));

function firstTokenWords({ asked }: WholeTimes): string {
  const of = (value: (one: WholeTimes["asked"][number]) => number): number =>
    median(asked.map(value));
  const [all, score] = [of((one) => one.firstTokenMs), of((one) => one.scoreMs)];
  return `${all.toFixed(0)} ms (relevance ${score.toFixed(0)}) with ${of(({ entries }) => entries)} entries, ${of(({ detailed }) => detailed.length)} chunks in detail`;
}

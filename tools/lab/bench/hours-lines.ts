// Turns what a memory held hour by hour into the bench's lines. Pure.

import { median } from "../../../src/evaluation/stats.ts";
import type { HoursAnswer, HoursPoint } from "../page/hours/hours-memory.ts";
import { type BenchLine, line, megabytes } from "./lines.ts";

/** What was held at the end of an hour. */
export interface HoursHeld extends HoursPoint {
  readonly hour: number;
  /** Objects on all threads, after a collection. */
  readonly objectBytes: number;
  /** ArrayBuffers on all threads, without WebAssembly's memories. */
  readonly bufferBytes: number;
}

/** The same questions to a memory of one hour and to that of all hours, in turn. */
export interface HoursAnswers {
  readonly short: readonly HoursAnswer[];
  readonly long: readonly HoursAnswer[];
}

/** Nothing may be more than so many times what it was after the first hour. */
const FLAT = 1.1;

export function hoursLines(
  model: string,
  held: readonly HoursHeld[],
  { short, long }: HoursAnswers,
): BenchLine[] {
  const [first, last] = [held[0], held.at(-1)];
  if (first === undefined || last === undefined) throw new Error("Hours have at least one.");
  const most = (of: (point: HoursHeld) => number): number => Math.max(...held.slice(1).map(of));
  const flat = (name: string, of: (point: HoursHeld) => number): BenchLine =>
    line(
      `${model}: ${name}, most after hour 1 to hour 1`,
      most(of) / of(first),
      FLAT,
      "ratio",
      `${megabytes(of(first))} after hour ${first.hour}, ${megabytes(of(last))} after hour ${last.hour}, at most ${megabytes(most(of))}`,
    );
  const ms = (answers: readonly HoursAnswer[], of: (answer: HoursAnswer) => number): number =>
    median(answers.map(of));
  const firstToken = (answers: readonly HoursAnswer[]): number =>
    ms(answers, ({ firstTokenMs }) => firstTokenMs);
  const words = (answers: readonly HoursAnswer[]): string =>
    `${firstToken(answers).toFixed(0)} ms (relevance ${ms(answers, ({ scoreMs }) => scoreMs).toFixed(0)}, ${ms(answers, ({ entries }) => entries)} entries)`;
  return [
    flat("GPU bytes", ({ gpuBytes }) => gpuBytes),
    flat("Host bytes", hostBytes),
    // In Node there is none.
    ...(first.diskBytes === 0 ? [] : [flat("Bytes on the disk", ({ diskBytes }) => diskBytes)]),
    line(
      `${model}: First token after ${last.hour} hours to after ${first.hour}`,
      firstToken(long) / firstToken(short),
      FLAT,
      "ratio",
      `${words(long)} to ${words(short)}, two memories asked in turn, medians of ${long.length}`,
    ),
    line(
      `${model}: Chunks there after ${last.hour} hours`,
      last.kept,
      null,
      "count",
      `of ${last.chunks} that were read; ${first.kept} of ${first.chunks} after hour ${first.hour}`,
    ),
  ];
}

/** Objects, buffers and small pictures. Detailed entries in main memory are among the buffers. */
const hostBytes = ({ objectBytes, bufferBytes, pictureBytes }: HoursHeld): number =>
  objectBytes + bufferBytes + pictureBytes;

export const hoursCells = (held: readonly HoursHeld[]): string[][] => [
  [
    "hours",
    "chunks",
    "there",
    "GPU",
    "buffers",
    "objects",
    "host buffers",
    "entries on the host",
    "pictures",
    "disk",
    "chunk",
  ],
  ...held.map((point) => [
    String(point.hour),
    String(point.chunks),
    String(point.kept),
    megabytes(point.gpuBytes),
    String(point.gpuBuffers),
    megabytes(point.objectBytes),
    megabytes(point.bufferBytes),
    megabytes(point.use.hostBytes),
    megabytes(point.pictureBytes),
    megabytes(point.diskBytes),
    `${point.chunkMs.toFixed(0)} ms`,
  ]),
];

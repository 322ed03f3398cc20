// Turns what a running source left into the bench's lines. Pure.

import type { Left, LivePoint } from "../page/bench-live.ts";
import { type BenchLine, line, megabytes } from "./lines.ts";

/** What was held at a moment of the source. */
export interface LiveHeld extends LivePoint {
  /** Objects on all threads, after a collection. */
  readonly objectBytes: number;
  /** ArrayBuffers on all threads, without WebAssembly's memories. */
  readonly bufferBytes: number;
}

export interface LiveMeasures {
  readonly before: Left;
  readonly held: readonly LiveHeld[];
  readonly after: Left;
}

/** What entries of the host do not explain may rise by so much, which the engine's code and the browser's tables take. */
const HOST_WANTED = 1.1;

export function liveLines(model: string, { before, held, after }: LiveMeasures): BenchLine[] {
  const [middle, last] = [held[Math.floor(held.length / 2)], held.at(-1)];
  if (middle === undefined || last === undefined) throw new Error("A source has a point.");
  const { pace } = last;
  const count = (name: string, got: number, detail: string): BenchLine =>
    line(`${model}: ${name}`, got, 0, "count", detail);
  const span = `minute ${minutes(middle)} to ${minutes(last)}`;
  return [
    count(
      "Seconds that no chunk has",
      last.lostSec.length,
      `of ${last.seconds} in ${last.chunks} chunks, of which ${last.forgotten} were forgotten since`,
    ),
    count("Frames that went unread", pace.dropped, `at ${pace.framesPerSec.toFixed(2)} a second`),
    count(
      "GPU bytes, growth",
      last.counters.liveBufferBytes - middle.counters.liveBufferBytes,
      `${megabytes(middle.counters.liveBufferBytes)}, then ${megabytes(last.counters.liveBufferBytes)}, ${span}`,
    ),
    line(
      `${model}: Host bytes without detailed entries, growth`,
      ownBytes(last) / ownBytes(middle),
      HOST_WANTED,
      "ratio",
      `${megabytes(ownBytes(middle))}, then ${megabytes(ownBytes(last))}, ${span}`,
    ),
    count(
      "GPU bytes left when it is closed",
      Math.max(0, after.counters.liveBufferBytes - before.counters.liveBufferBytes),
      `${megabytes(before.counters.liveBufferBytes)} before, ${megabytes(after.counters.liveBufferBytes)} after`,
    ),
    count(
      "Bytes left on the disk",
      after.diskBytes - before.diskBytes,
      `${megabytes(last.diskBytes)} at its end`,
    ),
    line(
      `${model}: Times faster than it happens`,
      pace.factor ?? 0,
      null,
      "ratio",
      "the last chunks, on this machine",
    ),
  ];
}

const ownBytes = ({ objectBytes, bufferBytes, use }: LiveHeld): number =>
  objectBytes + bufferBytes - use.hostBytes;

export const liveCells = (held: readonly LiveHeld[]): string[][] => [
  ["minutes", "chunks", "forgotten", "GPU", "objects", "host buffers", "disk", "first token"],
  ...held.map((point) => [
    minutes(point),
    String(point.chunks),
    String(point.forgotten),
    megabytes(point.counters.liveBufferBytes),
    megabytes(point.objectBytes),
    megabytes(point.bufferBytes),
    megabytes(point.diskBytes),
    `${point.firstTokenMs.toFixed(0)} ms`,
  ]),
];

const minutes = ({ seconds }: LivePoint): string => (seconds / 60).toFixed(1);

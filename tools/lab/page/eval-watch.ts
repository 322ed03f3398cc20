// Plays a drawn clip as a running source, faster than it happens, and asks a standing question about every chunk.

import { must } from "../../../src/base/assert.ts";
import type { Engine, ReadChunk, WholeVideo } from "../../../src/engine/api.ts";
import { checkStanding, type Standing } from "../../../src/evaluation/standing.ts";
import type { ClipSpec } from "../../world/index.ts";
import { note } from "./note.ts";
import { openTicks } from "./tick-stream.ts";

export interface EvalWatchArgs {
  readonly spec: ClipSpec;
  readonly standing: Standing;
  readonly chunkFrames: number;
}

export interface WatchedChunk {
  readonly timesSec: readonly number[];
  readonly probability: number;
  /** The time that the question took. */
  readonly askMs: number;
}

export interface EvalWatchValue {
  readonly chunks: readonly WatchedChunk[];
  /** The time of the whole, without the drawing. */
  readonly totalMs: number;
  readonly dropped: number;
}

export async function runEvalWatch(
  engine: Engine,
  { spec, standing, chunkFrames }: EvalWatchArgs,
): Promise<EvalWatchValue> {
  const ticks = spec.frames;
  const source = openTicks(spec);
  const chunks: WatchedChunk[] = [];
  let opened: WholeVideo | null = null;
  let sent = 0;
  let dropped = 0;
  let totalMs = 0;
  let startMs = 0;
  const sendChunk = (): void => {
    const upTo = Math.min(ticks, sent + chunkFrames);
    while (sent < upTo) source.send(sent++);
    if (sent === ticks) source.end();
    startMs = performance.now();
  };
  const check = async (chunk: ReadChunk): Promise<void> => {
    const askedMs = performance.now();
    const probability = await checkStanding(engine, must(opened, "video"), standing, chunk);
    const endMs = performance.now();
    totalMs += endMs - startMs;
    chunks.push({ timesSec: chunk.timesSec, probability, askMs: endMs - askedMs });
    note("");
    if (sent < ticks) sendChunk();
  };
  const failures: unknown[] = [];
  const checks: Promise<void>[] = [];
  sendChunk();
  const report = await engine.openLive(source.frames, {
    way: { kind: "whole", chunkFrames, framesPerSec: 1 },
    onOpen: (video) => {
      opened = video;
    },
    onFrame: ({ thumbnail }) => thumbnail.close(),
    onPace: (pace) => {
      ({ dropped } = pace);
    },
    onChunk: (chunk) =>
      checks.push(
        check(chunk).catch((thrown: unknown) => {
          failures.push(thrown);
          source.end();
        }),
      ),
  });
  await Promise.all(checks);
  await engine.close(report);
  if (failures.length > 0) throw failures[0];
  return { chunks, totalMs, dropped };
}

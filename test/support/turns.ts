// Made-up turns of a conversation for tests that need no engine.

import { BIN_CENTRES, lookedAt } from "../../src/base/sampling.ts";
import type { ChunkChoice } from "../../src/engine/api.ts";
import type { FramesTurn, WholeTurn } from "../../src/store/ask/types.ts";
import { madeReport } from "./reports.ts";

const anyTurn = {
  id: 1,
  question: "What is it?",
  subtitles: [],
  earlier: 0,
  maxTokens: 96,
  text: "A red star.",
  pieces: 4,
  lastPieceMs: 600,
  fileKey: 1,
  videoName: "clip.mp4",
  isSample: false,
  model: { id: "framewise-shapes", isTrained: true },
  known: null,
} as const;

/** A turn about two frames. */
export function madeFramesTurn(change: Partial<FramesTurn> = {}): FramesTurn {
  const report = madeReport();
  return {
    ...anyTurn,
    kind: "frames",
    state: { phase: "done", report },
    request: report.plan.request,
    frames: 2,
    looking: {},
    looked: lookedAt({ sampling: BIN_CENTRES, stepTokens: null }, { frames: 2 }, 2),
    plan: report.plan,
    ...change,
  };
}

const CHUNK_SEC = 8;

/** A turn about a video of a chunk for each of `relevances`, all of which were shown in detail. */
export function madeWholeTurn(
  change: Partial<WholeTurn> = {},
  relevances: readonly number[] = [0, 4, 1],
): WholeTurn {
  const chunks = relevances.map((relevance, chunk) => {
    const timesSec = [0, 2, 4, 6].map((sec) => chunk * CHUNK_SEC + sec);
    return { timesSec, isDetailed: true, relevance, frames: [0, relevance, 0, 0] };
  });
  const choice: ChunkChoice = { chunks, entries: 100 };
  return {
    ...anyTurn,
    kind: "whole",
    state: { phase: "done", report: { ...madeReport(), kind: "whole", choice } },
    asked: {
      chunks: relevances.length,
      relevance: "combined",
      forced: new Map(relevances.map((_, chunk) => [chunk, true])),
    },
    videoId: 1,
    chunkCount: relevances.length,
    readSec: null,
    durationSec: relevances.length * CHUNK_SEC,
    choice,
    ...change,
  };
}

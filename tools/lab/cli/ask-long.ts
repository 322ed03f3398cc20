// lab ask --long: its options, and what a person is shown.

import type { Shares } from "../../../src/engine/api.ts";
import {
  DEFAULT_READ_SETTINGS,
  DEFAULT_RECALL,
  RELEVANCE_IDS,
  SCORER_IDS,
} from "../../../src/engine/catalogue.ts";
import type { AskLongArgs, AskLongValue } from "../page/ask-long.ts";
import { textTable } from "../suites/core/table.ts";
import { flag, number, or, RETENTION, UsageError, type Values, whole, word } from "./options.ts";

const { chunkFrames, contextShare, framesPerSec, scorer, shares: SHARES } = DEFAULT_READ_SETTINGS;

/** Shares of a chunk's tokens, with their former names. */
export const SHARE_OPTIONS = {
  "detailed-share": number(RETENTION),
  "compact-share": number(RETENTION),
  low: number(RETENTION),
  high: number(RETENTION),
};

export const CHUNK_FRAMES = { "chunk-frames": or(number(whole(1, 64)), chunkFrames) };

export const LONG_OPTIONS = {
  ...SHARE_OPTIONS,
  ...CHUNK_FRAMES,
  rate: or(number({ low: 0.01, high: 60 }), framesPerSec),
  scorer: or(word(SCORER_IDS), scorer),
  passes: number(whole(1, 2)),
  prototypes: flag,
  "context-share": number(RETENTION),
  compact: number(RETENTION), // its former name
  "reuse-below": or(number({ low: 0, high: 1 }), 0),
  chunks: number(whole(0, 10_000)),
  entries: number(whole(1, 1_000_000)),
  relevance: or(word(RELEVANCE_IDS), DEFAULT_RECALL.relevance),
};

/** Options that say how one sample of frames is compressed: they mean nothing for a video that is read whole. */
const SAMPLE_OPTIONS = ["retention", "method", "variant", "budget", "seed", "frames"] as const;

/** What `LONG_OPTIONS` ask of the engine. @throws UsageError for what does not go with --long. */
export function longArgs(
  given: Values<typeof LONG_OPTIONS> & Partial<Record<(typeof SAMPLE_OPTIONS)[number], unknown>>,
): Pick<AskLongArgs, "read" | "ask"> {
  const other = SAMPLE_OPTIONS.find((name) => given[name] !== undefined);
  if (other !== undefined) throw new UsageError(`--${other} does not go with --long.`);
  const { chunks, entries, relevance, passes, prototypes } = given;
  return {
    read: {
      framesPerSec: given.rate,
      chunkFrames: given["chunk-frames"],
      shares: sharesOf(given),
      scorer: given.scorer,
      passes: passes === 2 ? 2 : 1,
      prototypes,
      contextShare: given["context-share"] ?? given.compact ?? contextShare,
      reuseBelow: given["reuse-below"],
    },
    ask: {
      // With a budget of entries alone, as many chunks as it allows.
      ...(chunks === undefined && entries !== undefined
        ? {}
        : { chunks: chunks ?? DEFAULT_RECALL.chunks }),
      ...(entries === undefined ? {} : { entries }),
      relevance,
    },
  };
}

/** `SHARE_OPTIONS` as they were given. @throws UsageError when the compact share is the larger one. */
export function sharesOf(given: Values<typeof SHARE_OPTIONS>): Shares {
  const detailed = given["detailed-share"] ?? given.low ?? SHARES.detailed;
  const compact = given["compact-share"] ?? given.high ?? Math.min(detailed, SHARES.compact);
  if (compact > detailed) {
    throw new UsageError("--compact-share must not be above --detailed-share.");
  }
  return { detailed, compact };
}

const seconds = (sec: number): string => sec.toFixed(1);

export function longText({ answers, read }: AskLongValue): string {
  const lines = answers.flatMap(({ question, answer, chunks, entries, timings }) => [
    ...(answers.length > 1 ? [`> ${question}`] : []),
    answer,
    "",
    textTable([
      [
        "in detail",
        chunks
          .filter(({ isDetailed }) => isDetailed)
          .map(({ fromSec, toSec }) => `${seconds(fromSec)}–${seconds(toSec)} s`)
          .join(", "),
      ],
      ["cache", `${entries} of ${read.detailed} entries in detail`],
      ["first token", `${timings.firstTokenMs.toFixed(0)} ms`],
    ]),
    "",
  ]);
  const whole = read.isComplete ? "" : " (not to its end)";
  const reused = read.reusedFrames > 0 ? `, ${read.reusedFrames} of them like the one before` : "";
  lines.push(`Read ${read.frames} frames${reused} in ${read.chunks} chunks${whole}.`);
  return `${lines.join("\n").trimEnd()}\n`;
}

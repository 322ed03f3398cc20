// What says how a video is read whole and what a question is given of it: lab ask --whole, and parts of it elsewhere.

import type { ReadSettings, Shares } from "../../../src/engine/api.ts";
import {
  DEFAULT_READ_SETTINGS,
  DEFAULT_RECALL,
  RELEVANCE_IDS,
  SCORER_IDS,
} from "../../../src/engine/catalogue.ts";
import type { AskWholeArgs } from "../page/ask-values.ts";
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

export const WHOLE_HELP = `  --whole                read the whole video chunk by chunk and remember it at two levels (--positions: default original where
                         the model gives each token its time, else compact); then
    --rate N               frames a second, 0.01 to 60 (default 1)
    --chunk-frames N       frames of a chunk, 1 to 64 (default 8)
    --detailed-share R     of a chunk's tokens (default 0.5)
    --compact-share R      the same for the compact level (default 0.0625)
    --scorer S             what decides which tokens stay: ${SCORER_IDS.join(", ")} (default the first)
    --passes N             2: each chunk is read behind the detailed and behind the compact history (default 1)
    --prototypes           one mean entry a frame among the compact ones
    --context-share R      share of the model's context for compact tokens: longer videos give fewer each (default 0.25)
    --reuse-below D        a frame that differs less from the one before takes its features (default 0: never)
    --copy-still           patches that have not changed are copied instead of encoded
    --chunks N             chunks in detail beside the first and the last (default 3)
    --entries N            most entries of the video in the cache; with it --chunks has no default
    --relevance R          what decides which: ${RELEVANCE_IDS.join(", ")} (default the first)
`;

export const WHOLE_OPTIONS = {
  whole: flag,
  ...SHARE_OPTIONS,
  ...CHUNK_FRAMES,
  rate: or(number({ low: 0.01, high: 60 }), framesPerSec),
  scorer: or(word(SCORER_IDS), scorer),
  passes: number(whole(1, 2)),
  prototypes: flag,
  "context-share": number(RETENTION),
  compact: number(RETENTION), // its former name
  "reuse-below": or(number({ low: 0, high: 1 }), 0),
  "copy-still": flag,
  chunks: number(whole(0, 10_000)),
  entries: number(whole(1, 1_000_000)),
  relevance: or(word(RELEVANCE_IDS), DEFAULT_RECALL.relevance),
};

/** Options that say how one sample of frames is compressed: they mean nothing for a video that is read whole. */
const SAMPLE_OPTIONS = [
  "retention",
  "method",
  "variant",
  "budget",
  "seed",
  "frames",
  "encode",
] as const;

/** What `WHOLE_OPTIONS` ask of the engine. @throws UsageError for what does not go with --whole. */
export function wholeArgs(
  given: Values<typeof WHOLE_OPTIONS> & {
    readonly positions?: ReadSettings["positions"] | undefined;
  } & Partial<Record<(typeof SAMPLE_OPTIONS)[number], unknown>>,
): AskWholeArgs {
  const other = SAMPLE_OPTIONS.find((name) => given[name] !== undefined);
  if (other !== undefined) throw new UsageError(`--${other} does not go with --whole.`);
  const { chunks, entries, relevance, passes, prototypes } = given;
  return {
    kind: "whole",
    read: {
      framesPerSec: given.rate,
      chunkFrames: given["chunk-frames"],
      shares: sharesOf(given),
      scorer: given.scorer,
      passes: passes === 2 ? 2 : 1,
      prototypes,
      contextShare: given["context-share"] ?? given.compact ?? contextShare,
      reuseBelow: given["reuse-below"],
      ...(given.positions === undefined ? {} : { positions: given.positions }),
      copiesStill: given["copy-still"],
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

// lab ask --long: its options, and what a person is shown.

import type { Shares } from "../../../src/engine/api.ts";
import {
  DEFAULT_READ_SETTINGS,
  DEFAULT_RECALL,
  RELEVANCE_IDS,
  SCORER_IDS,
} from "../../../src/engine/catalogue.ts";
import type { AskLongArgs, AskLongValue } from "../page/ask-long.ts";
import { textTable } from "../suites/core/text-table.ts";
import { oneOf, type Parsed, RETENTION, UsageError } from "./usage.ts";

/** Shares of a chunk's tokens, with their former names. */
export const SHARE_OPTIONS = {
  "detailed-share": { type: "string" },
  "compact-share": { type: "string" },
  low: { type: "string" },
  high: { type: "string" },
} as const;

export const LONG_OPTIONS = {
  ...SHARE_OPTIONS,
  rate: { type: "string" },
  "chunk-frames": { type: "string" },
  scorer: { type: "string" },
  passes: { type: "string" },
  prototypes: { type: "boolean" },
  "context-share": { type: "string" },
  compact: { type: "string" }, // its former name
  "reuse-below": { type: "string" },
  chunks: { type: "string" },
  entries: { type: "string" },
  relevance: { type: "string" },
} as const;

/** Options that say how one sample of frames is compressed: they mean nothing for a video that is read whole. */
const OF_A_SAMPLE = ["retention", "method", "variant", "budget", "seed", "frames"] as const;

/** @throws UsageError for what does not go with --long. */
export function longArgs(parsed: Parsed): Pick<AskLongArgs, "read" | "ask"> {
  const other = OF_A_SAMPLE.find((name) => parsed.text(name) !== undefined);
  if (other !== undefined) throw new UsageError(`--${other} does not go with --long.`);
  const entries = parsed.number("entries", { low: 1, high: 1_000_000, isWhole: true });
  const chunks = parsed.number("chunks", { low: 0, high: 10_000, isWhole: true });
  return {
    read: {
      framesPerSec: parsed.number("rate", { low: 0.01, high: 60 }) ?? 1,
      chunkFrames:
        parsed.number("chunk-frames", { low: 1, high: 64, isWhole: true }) ??
        DEFAULT_READ_SETTINGS.chunkFrames,
      shares: sharesOf(parsed),
      scorer: oneOf("--scorer", parsed.text("scorer") ?? DEFAULT_READ_SETTINGS.scorer, SCORER_IDS),
      passes: parsed.number("passes", { low: 1, high: 2, isWhole: true }) === 2 ? 2 : 1,
      prototypes: parsed.flag("prototypes"),
      contextShare:
        parsed.number("context-share", RETENTION) ??
        parsed.number("compact", RETENTION) ??
        DEFAULT_READ_SETTINGS.contextShare,
      reuseBelow: parsed.number("reuse-below", { low: 0, high: 1 }) ?? 0,
    },
    ask: {
      // With a budget of entries alone, as many chunks as it allows.
      ...(chunks === undefined && entries !== undefined
        ? {}
        : { chunks: chunks ?? DEFAULT_RECALL.chunks }),
      ...(entries === undefined ? {} : { entries }),
      relevance: oneOf(
        "--relevance",
        parsed.text("relevance") ?? DEFAULT_RECALL.relevance,
        RELEVANCE_IDS,
      ),
    },
  };
}

/** `SHARE_OPTIONS` as they were given. @throws UsageError when the compact share is the larger one. */
export function sharesOf(parsed: Parsed): Shares {
  const share = (name: string, former: string): number | undefined =>
    parsed.number(name, RETENTION) ?? parsed.number(former, RETENTION);
  const detailed = share("detailed-share", "low") ?? DEFAULT_READ_SETTINGS.shares.detailed;
  const compact =
    share("compact-share", "high") ?? Math.min(detailed, DEFAULT_READ_SETTINGS.shares.compact);
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

// lab ask --long: its options, and what a person is shown.

import type { AskLongArgs, AskLongValue } from "./page/calls.ts";
import { textTable } from "./table.ts";
import { oneOf, UsageError, type Parsed } from "./usage.ts";

export const LONG_OPTIONS = {
  rate: { type: "string" },
  "chunk-frames": { type: "string" },
  scorer: { type: "string" },
  chunks: { type: "string" },
  relevance: { type: "string" },
} as const;

/** Options that say how one sample of frames is compressed: they mean nothing for a video that is read whole. */
const OF_A_SAMPLE = ["retention", "method", "variant", "budget", "seed", "frames"] as const;

/** @throws UsageError for what does not go with --long. */
export function longArgs(parsed: Parsed): Pick<AskLongArgs, "read" | "ask"> {
  const other = OF_A_SAMPLE.find((name) => parsed.text(name) !== undefined);
  if (other !== undefined) throw new UsageError(`--${other} does not go with --long.`);
  return {
    read: {
      framesPerSec: parsed.number("rate", { low: 0.01, high: 60 }) ?? 1,
      chunkFrames: parsed.number("chunk-frames", { low: 1, high: 64, isWhole: true }) ?? 8,
      scorer: oneOf("--scorer", parsed.text("scorer") ?? "vidcom2", ["vidcom2", "uniform"]),
    },
    ask: {
      chunks: parsed.number("chunks", { low: 0, high: 10_000, isWhole: true }) ?? 3,
      relevance: oneOf("--relevance", parsed.text("relevance") ?? "embedding", [
        "embedding",
        "query",
        "even",
        "random",
      ]),
    },
  };
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
      ["cache", `${entries} of ${read.low} entries in detail`],
      ["first token", `${timings.firstTokenMs.toFixed(0)} ms`],
    ]),
    "",
  ]);
  const whole = read.isComplete ? "" : " (not to its end)";
  lines.push(`Read ${read.frames} frames in ${read.chunks} chunks${whole}.`);
  return `${lines.join("\n").trimEnd()}\n`;
}

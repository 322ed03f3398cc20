// What is said of a memory's entries that lie aside: when they were written, and what a question has of them.

import type { ModelInfo } from "../../engine/api.ts";
import type { WholeLook } from "../../store/whole/types.ts";
import { formatRemaining, formatSeconds } from "../values/format.ts";

/** "Written once, in 21.40 s. Questions only re-load." */
export function writtenWords(
  { readMs, savedAs, reading }: Pick<WholeLook, "readMs" | "savedAs" | "reading">,
  layers: ModelInfo["layers"] | undefined,
): string {
  const later = laterWords(layers);
  if (savedAs !== null && readMs === 0) return `Brought back from the disk. ${later}`;
  if (reading.phase === "reading") return `Each chunk is written once. ${later}`;
  const took = readMs < 60_000 ? formatSeconds(readMs) : formatRemaining(readMs / 1_000);
  return `Written once, in ${took}. ${later}`;
}

/** A layer without keys and values cannot be given again what it has seen. */
function laterWords(layers: ModelInfo["layers"] | undefined): string {
  if (layers === undefined || layers.attention === layers.all) return "Questions only re-load.";
  return `Questions re-load what ${layers.attention} of ${layers.all} layers look back to; the others go on from what they saw.`;
}

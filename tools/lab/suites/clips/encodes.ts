// What of a clip's frames is encoded, as people spell it. Pure.

import type { EncodeSettings } from "../../../../src/engine/api.ts";
import { UsageError } from "../../cli/options.ts";

/** "all" encodes every patch, "still:0.1:8" copies those that differ by at most 0.1, for up to 8 frames. */
export const ENCODE_SPELLINGS = "all, still:THRESHOLD:REFRESH";

/** Reads a spelling. @throws UsageError. */
export function encodeSettings(spelling: string): EncodeSettings {
  if (spelling === "all") return { still: null };
  const [, threshold, refresh] = /^still:(\d+(?:\.\d+)?):(\d{1,4})$/.exec(spelling) ?? [];
  if (threshold === undefined || Number(refresh) < 1) {
    throw new UsageError(`--encode holds "${spelling}"; known are ${ENCODE_SPELLINGS}.`);
  }
  return { still: { threshold: Number(threshold), refresh: Number(refresh) } };
}

/** Reads a list of spellings. @throws UsageError for one that is unknown or given twice. */
export function readEncodes(list: string): string[] {
  const spellings = list.split(",").map((text) => text.trim());
  spellings.forEach(encodeSettings);
  if (new Set(spellings).size < spellings.length) {
    throw new UsageError("One of --encode is given twice.");
  }
  return spellings;
}

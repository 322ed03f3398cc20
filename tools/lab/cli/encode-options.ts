// What of a video's frames is encoded, as people spell it. Pure.

import type { EncodeReport, EncodeSettings } from "../../../src/engine/api.ts";
import { CHOOSERS } from "../../../src/engine/catalogue.ts";
import { UsageError } from "./options.ts";

/**
 * "all" encodes every patch, "still:0.1:8" copies those that differ by at most 0.1, for up to 8 frames, "chosen:0.5:cover" leaves
 * out half of each frame's tokens.
 */
export const ENCODE_SPELLINGS = `all, still:THRESHOLD:REFRESH, chosen:SHARE:${CHOOSERS.join("|")}`;

/** Reads a spelling. @throws UsageError. */
export function encodeSettings(spelling: string): EncodeSettings {
  if (spelling === "all") return { still: null, chosen: null };
  const [, share, by] = /^chosen:(0\.\d+):(\w+)$/.exec(spelling) ?? [];
  const chooser = CHOOSERS.find((one) => one === by);
  if (chooser !== undefined && Number(share) > 0) {
    return { still: null, chosen: { share: Number(share), by: chooser } };
  }
  const [, threshold, refresh] = /^still:(\d+(?:\.\d+)?):(\d{1,4})$/.exec(spelling) ?? [];
  if (threshold === undefined || Number(refresh) < 1) {
    throw new UsageError(`--encode holds "${spelling}"; known are ${ENCODE_SPELLINGS}.`);
  }
  return { still: { threshold: Number(threshold), refresh: Number(refresh) }, chosen: null };
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

/** Returns "266 of 968 patches", or why all were encoded; null where nothing else was asked. */
export function encodedWords({ count, left }: EncodeReport): string | null {
  if (count !== null) return `${count.encoded} of ${count.patches} patches`;
  return left === null ? null : `all patches: ${left}`;
}

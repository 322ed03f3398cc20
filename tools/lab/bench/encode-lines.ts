// The lines of the bench of encoding: each time with parts of the pictures, to that with all of them. Pure.

import { must } from "../../../src/base/assert.ts";
import type { EncodeBenchValue, EncodeTimes } from "../page/bench-encode.ts";
import type { EncodedClip } from "../page/encoded-clips.ts";
import { median } from "../../../src/evaluation/stats.ts";
import { type BenchLine, line } from "./lines.ts";

/** What of the whole encoder's time the parts may take. */
const ENCODE_WANTED: Readonly<Record<EncodedClip, number>> = {
  still: 0.5,
  moving: 1.03,
  noise: 1.03,
};
/** The first token of a clip with a still camera at 25 % of the tokens, to that of all tokens and all patches. */
const FIRST_WANTED = 0.45;

const NAMES: Readonly<Record<EncodedClip, string>> = {
  still: "a still camera",
  moving: "a moving camera",
  noise: "noise",
};

export function encodeLines(
  { whole, parts, patches }: EncodeBenchValue,
  { encode, retention }: { readonly encode: string; readonly retention: number },
): BenchLine[] {
  return parts.flatMap((own, i): BenchLine[] => {
    const all = must(whole[i], own.clip);
    const count = patches[i];
    const share = count ? `${((100 * count.encoded) / count.patches).toFixed(1)} % of patches` : "";
    const ratio = (
      name: string,
      of: (times: EncodeTimes) => readonly number[],
      wanted: number | null,
    ): BenchLine => {
      const ratios = of(own).map((ms, round) => ms / must(of(all)[round], "round"));
      const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
      const shown = (ms: readonly number[]): string => `${(median(ms) / 1000).toFixed(2)} s`;
      const detail = `${shown(of(own))} to ${shown(of(all))}, rounds ${low.toFixed(2)} to ${high.toFixed(2)}; ${encode}, ${share}`;
      return line(`${name}, ${NAMES[own.clip]}`, median(ratios), wanted, "ratio", detail);
    };
    return [
      ratio("The encoder's time", ({ encodeMs }) => encodeMs, ENCODE_WANTED[own.clip]),
      ratio("Opening", ({ openMs }) => openMs, null),
      ratio(
        `First token at ${100 * retention} %`,
        ({ firstMs }) => firstMs,
        own.clip === "still" ? FIRST_WANTED : null,
      ),
    ];
  });
}

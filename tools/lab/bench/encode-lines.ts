// The lines of the bench of encoding: each time with parts of the pictures, to that with all of them. Pure.

import { must } from "../../../src/base/assert.ts";
import type { EncodeBenchValue, EncodeTimes } from "../page/bench-encode.ts";
import type { EncodedClip } from "../page/encoded-clips.ts";
import { bootstrapOf, median } from "../../../src/evaluation/stats.ts";
import type { PatchCount } from "../../../src/engine/api.ts";
import type { Cost } from "./costs.ts";
import { type BenchLine, line } from "./lines.ts";
import type { PixelsTurns } from "./pixels-turns.ts";

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
    const share = shareWords(patches[i] ?? null);
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
      ratio("The encoder beside decoding", ({ encodeMs }) => encodeMs, null),
      ratio("Opening", ({ openMs }) => openMs, null),
      ratio(
        `First token at ${100 * retention} %`,
        ({ firstMs }) => firstMs,
        own.clip === "still" ? FIRST_WANTED : null,
      ),
    ];
  });
}

/**
 * Compares the encoder by itself, from pixels to tokens. A software adapter is judged by processor seconds, a real one by the wall
 * clock; the interval is of the rounds' median.
 */
export const pixelsLines = (turns: readonly PixelsTurns[], isSoftware: boolean): BenchLine[] =>
  turns.map(({ clip, count, passes, rounds }) => {
    const [judged, other] = isSoftware ? (["cpu", "wall"] as const) : (["wall", "cpu"] as const);
    const ratioOf = (kind: keyof Cost) =>
      bootstrapOf(
        rounds.map(({ got, of }) => got[kind] / of[kind]),
        median,
      );
    const within = (kind: keyof Cost): string => {
      const { mean, low, high } = ratioOf(kind);
      return `${mean.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
    };
    const seconds = (side: "got" | "of"): string =>
      (median(rounds.map((round) => round[side][judged])) / passes).toFixed(3);
    const words = { cpu: "processor seconds", wall: "seconds" };
    return line(
      `The encoder's time, ${NAMES[clip]}`,
      ratioOf(judged).mean,
      ENCODE_WANTED[clip],
      "ratio",
      `${within(judged)} by ${words[judged]}, ${seconds("got")} to ${seconds("of")}; ${within(other)} by ${words[other]}; ${rounds.length} rounds; ${shareWords(count)}`,
    );
  });

const shareWords = (count: PatchCount | null): string =>
  count ? `${((100 * count.encoded) / count.patches).toFixed(1)} % of patches` : "";

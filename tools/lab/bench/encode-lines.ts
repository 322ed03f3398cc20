// The lines of the bench of encoding: each time with parts of the pictures, to that with all of them. Pure.

import { must } from "../../../src/base/assert.ts";
import type { AheadTimes } from "../page/bench-ahead.ts";
import type { EncodeBenchValue, EncodeTimes } from "../page/bench-encode.ts";
import { ENCODED_CLIPS, type EncodedClip } from "../page/encoded-clips.ts";
import { bootstrapOf, median } from "../../../src/evaluation/stats.ts";
import type { PatchCount } from "../../../src/engine/api.ts";
import { type BenchLine, line } from "./lines.ts";
import type { MeasuredPixels, PixelsCost } from "./pixels-turns.ts";

/** What of the whole encoder's time the parts may take; of clips with cuts or grain only all together are wanted. */
const ENCODE_WANTED: Readonly<Record<EncodedClip, number | null>> = {
  still: 0.5,
  moving: 1.03,
  cuts: null,
  grain: null,
  noise: 1.03,
};
/** The same of all kinds of film together, equally many of each. In noise nothing is ever seen again: it bounds the cost. */
const ALL_WANTED = 0.6;
const FILM_CLIPS = ENCODED_CLIPS.filter((kind) => kind !== "noise");
/** The first token of a clip with a still camera at 25 % of the tokens, to that of all tokens and all patches. */
const FIRST_WANTED = 0.45;

const NAMES: Readonly<Record<EncodedClip, string>> = {
  still: "a still camera",
  moving: "a moving camera",
  cuts: "cuts",
  grain: "grain",
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

/** The first token of a question that was read ahead of, to that of one that was not. */
export const aheadLines = (times: readonly AheadTimes[]): BenchLine[] =>
  times.map(({ retention, positions, plainMs, aheadMs, readMs }) => {
    const ratios = aheadMs.map((ms, round) => ms / must(plainMs[round], "round"));
    const shown = (ms: readonly number[]): string => `${(median(ms) / 1000).toFixed(3)} s`;
    const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
    return line(
      `First token at ${100 * retention} %, read ahead`,
      median(ratios),
      null,
      "ratio",
      `${shown(aheadMs)} to ${shown(plainMs)}, rounds ${low.toFixed(2)} to ${high.toFixed(2)}; ${positions} positions, ${shown(readMs)} before the question`,
    );
  });

const WORDS = {
  thread: "processor seconds of its thread",
  cpu: "processor seconds",
  wall: "seconds",
} as const;

/**
 * Compares the encoder by itself, from pixels to tokens. Graphs on the processor are judged by the time of their thread, which a
 * busy machine changes least, a software adapter by processor seconds, and a real one by the clock; intervals are of the rounds'
 * medians.
 */
export function pixelsLines({ isSoftware, runtime, turns }: MeasuredPixels): BenchLine[] {
  const isThread = turns.every(({ rounds }) =>
    rounds.every(({ got, of }) => got.thread !== null && of.thread !== null),
  );
  const kinds = isThread ? (["thread", "cpu", "wall"] as const) : (["cpu", "wall"] as const);
  const judged = runtime === "wasm" ? kinds[0] : isSoftware ? "cpu" : "wall";
  const lineOf = (name: string, rounds: readonly Sides[], wanted: number | null, more: string) => {
    const ratioOf = (kind: keyof PixelsCost) =>
      bootstrapOf(
        rounds.map(({ got, of }) => (got[kind] ?? 0) / (of[kind] ?? 0)),
        median,
      );
    const within = (kind: keyof PixelsCost): string => {
      const { mean, low, high } = ratioOf(kind);
      return `${mean.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}) by ${WORDS[kind]}`;
    };
    const seconds = (side: keyof Sides): string =>
      median(rounds.map((round) => round[side][judged] ?? 0)).toFixed(3);
    const others = kinds.filter((kind) => kind !== judged).map(within);
    return line(
      `The encoder's time, ${name}`,
      ratioOf(judged).mean,
      wanted,
      "ratio",
      `${within(judged)}, ${seconds("got")} to ${seconds("of")}; ${others.join("; ")}; ${rounds.length} rounds${more}`,
    );
  };
  const passed = turns.map((turn) => ({ ...turn, rounds: turn.rounds.map(perPass(turn.passes)) }));
  const lines = passed.map(({ clip, count, rounds }) =>
    lineOf(NAMES[clip], rounds, ENCODE_WANTED[clip], `; ${shareWords(count)}`),
  );
  const films = passed.filter(({ clip }) => clip !== "noise");
  if (films.length < 2) return lines;
  const all = Array.from(
    { length: Math.min(...films.map(({ rounds }) => rounds.length)) },
    (_, i) => sumOf(films.map(({ rounds }) => must(rounds[i], "round"))),
  );
  const isEach = FILM_CLIPS.every((kind) => films.some(({ clip }) => clip === kind));
  const kindsOf = films.map(({ clip }) => clip).join(", ");
  return [
    ...lines,
    lineOf("all clips", all, isEach ? ALL_WANTED : null, `; equally many of ${kindsOf}`),
  ];
}

interface Sides {
  readonly got: PixelsCost;
  readonly of: PixelsCost;
}

const KINDS = ["cpu", "wall", "thread"] as const;

/** What one pass of a round took. */
const perPass =
  (passes: number) =>
  (round: Sides): Sides =>
    sidesOf((side, kind) => {
      const cost = round[side][kind];
      return cost === null ? null : cost / passes;
    });

/** What a round of each clip took together. */
const sumOf = (rounds: readonly Sides[]): Sides =>
  sidesOf((side, kind) =>
    rounds.reduce<number | null>((sum, round) => {
      const cost = round[side][kind];
      return sum === null || cost === null ? null : sum + cost;
    }, 0),
  );

function sidesOf(cost: (side: keyof Sides, kind: (typeof KINDS)[number]) => number | null): Sides {
  const side = (name: keyof Sides): PixelsCost => ({
    cpu: cost(name, "cpu") ?? 0,
    wall: cost(name, "wall") ?? 0,
    thread: cost(name, "thread"),
  });
  return { got: side("got"), of: side("of") };
}

const shareWords = (count: PatchCount | null): string =>
  count ? `${((100 * count.encoded) / count.patches).toFixed(1)} % of patches` : "";

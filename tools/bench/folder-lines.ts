// Measurements of an exported folder → the bench's lines. Ratios are medians of the rounds' own ratios, so that a mood of
// the machine meets both sides of each. Pure.

import { must } from "../../src/base/assert.ts";
import { line, median, type BenchLine } from "./lines.ts";
import { RETENTIONS, type Comparison, type OurRound, type VariantTimes } from "./folder.ts";
import type { Timed } from "./clocks.ts";
import type { BufferUse } from "../lab/page/gpu-buffers.ts";
import type { RivalAsk } from "../lab/page/bench-folder-calls.ts";

/** First token to theirs, at 100 and at 25 %. */
const FIRST_WANTED: Readonly<Partial<Record<number, number>>> = { 1: 0.8, 0.25: 0.6 };
const PREFILL_WANTED: Readonly<Partial<Record<number, number>>> = { 0.25: 1 / 3 };
const LARGEST_WANTED = 0.1;
const LOADED_WANTED = 1;

type Round = Comparison["rounds"][number];

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const percent = (retention: number): string => `${100 * retention} %`;

/** Wall and processor seconds of one part of a question. */
interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

const part = ({ cpuSec }: Timed<unknown>, index: number): number => must(cpuSec[index], "a mark");
const sum = (...costs: readonly Cost[]): Cost => ({
  wall: costs.reduce((all, { wall }) => all + wall, 0),
  cpu: costs.reduce((all, { cpu }) => all + cpu, 0),
});

const encodeOf = ({ encode }: Pick<OurRound, "encode">): Cost => ({
  wall: encode.value.ms / 1000,
  cpu: part(encode, 0),
});

const prefillOf = (ask: OurRound["asks"][number]): Cost => ({
  wall: ask.value.firstMs / 1000,
  cpu: part(ask, 0),
});

const theirEncode = (ask: Timed<RivalAsk>): Cost => ({
  wall: ask.value.encodeMs / 1000,
  cpu: part(ask, 0),
});

const theirFirst = (ask: Timed<RivalAsk>): Cost => ({
  wall: ask.value.firstMs / 1000,
  cpu: part(ask, 1),
});

const theirPrefill = (ask: Timed<RivalAsk>): Cost => ({
  wall: theirFirst(ask).wall - theirEncode(ask).wall,
  cpu: theirFirst(ask).cpu - theirEncode(ask).cpu,
});

const stepOf = (ask: Timed<{ stepMs: number; ids: readonly number[] }>, from: number): Cost => ({
  wall: ask.value.stepMs / 1000,
  cpu: (part(ask, from + 1) - part(ask, from)) / (ask.value.ids.length - 1),
});

/** A ratio of costs; a software GPU is judged by processor seconds, a real one by the clock. */
function costLine(
  name: string,
  rounds: readonly { readonly got: Cost; readonly of: Cost }[],
  wanted: number | null,
  isSoftware: boolean,
  detail: string,
): BenchLine {
  const ratio = (kind: keyof Cost): number =>
    median(rounds.map(({ got, of }) => got[kind] / of[kind]));
  const [judged, other] = isSoftware ? (["cpu", "wall"] as const) : (["wall", "cpu"] as const);
  const seconds = (side: "got" | "of"): string =>
    median(rounds.map((round) => round[side][judged])).toFixed(2);
  const words = { cpu: "processor seconds", wall: "seconds" };
  return line(
    name,
    ratio(judged),
    wanted,
    "ratio",
    `${seconds("got")} to ${seconds("of")} ${words[judged]}, ${ratio(other).toFixed(3)} by ${words[other]}; ${detail}`,
  );
}

export function comparisonLines({ precision, ours, theirs, rounds }: Comparison): BenchLine[] {
  const { isSoftware } = ours.load.adapter;
  const many = `median of ${rounds.length}`;
  const compare = (
    name: string,
    got: (round: OurRound) => Cost,
    of: (ask: Timed<RivalAsk>) => Cost,
    wanted: number | null | undefined,
    detail = many,
  ): BenchLine =>
    costLine(
      `${precision}: ${name}`,
      rounds.map((round: Round) => ({ got: got(round.ours), of: of(round.theirs) })),
      wanted ?? null,
      isSoftware,
      detail,
    );
  const atAll = RETENTIONS.map((retention, i) => ({ retention, i })).reverse();
  const asked = (round: OurRound, i: number) => must(round.asks[i], "an ask at each retention");
  return [
    compare("encoder to theirs", encodeOf, theirEncode, null),
    ...atAll.map(({ retention, i }) =>
      compare(
        `first token at ${percent(retention)}`,
        (round) => sum(encodeOf(round), prefillOf(asked(round, i))),
        theirFirst,
        FIRST_WANTED[retention],
        `${asked(ours.first, i).value.positions} rows to ${theirs.first.value.positions}; ${many}`,
      ),
    ),
    ...atAll.map(({ retention, i }) =>
      compare(
        `prefill alone at ${percent(retention)}`,
        (round) => prefillOf(asked(round, i)),
        theirPrefill,
        PREFILL_WANTED[retention],
      ),
    ),
    ...atAll.map(({ retention, i }) =>
      compare(
        `a step at ${percent(retention)}`,
        (round) => stepOf(asked(round, i), 0),
        (ask) => stepOf(ask, 1),
        null,
      ),
    ),
    ...memoryLines({ precision, ours, theirs }),
  ];
}

function memoryLines({
  precision,
  ours,
  theirs,
}: Pick<Comparison, "precision" | "ours" | "theirs">): BenchLine[] {
  const compare = (name: string, got: number, of: number, wanted: number | null): BenchLine =>
    line(`${precision}: ${name}`, got / of, wanted, "ratio", `${mb(got)} to ${mb(of)}`);
  const { encode, asks } = ours.first;
  const their = theirs.first.value;
  const largest = atMost(asks.length, (i) => [encode, must(asks[i], "an ask")], "largestBytes");
  const peak = atMost(asks.length, (i) => [encode, must(asks[i], "an ask")], "peakBytes");
  return [
    ...RETENTIONS.map((retention, i) =>
      compare(
        `largest buffer at ${percent(retention)}`,
        must(largest[i], "a retention"),
        their.buffers.largestBytes,
        LARGEST_WANTED,
      ),
    ).reverse(),
    compare(
      "GPU memory after loading",
      ours.load.buffers.liveBytes,
      theirs.load.buffers.liveBytes,
      LOADED_WANTED,
    ),
    ...RETENTIONS.map((retention, i) =>
      compare(
        `most GPU memory at ${percent(retention)}`,
        must(peak[i], "a retention"),
        their.buffers.peakBytes,
        null,
      ),
    ).reverse(),
    compare("most of the JavaScript heap", ours.heapBytes, theirs.heapBytes, null),
  ];
}

/** Of each retention's first question: the encoder's, and what this and all smaller ones made. */
function atMost(
  count: number,
  of: (i: number) => readonly { readonly value: { readonly buffers: BufferUse } }[],
  kind: keyof BufferUse,
): number[] {
  let most = 0;
  return Array.from({ length: count }, (_, i) => {
    most = Math.max(most, ...of(i).map(({ value }) => value.buffers[kind]));
    return most;
  });
}

/** What each rewrite is worth: all of them in comparison with all but one, and with none. Not judged. */
export function variantLines(
  precision: string,
  variants: readonly VariantTimes[],
  isSoftware: boolean,
): BenchLine[] {
  const [all, ...others] = variants;
  if (all === undefined) return [];
  type VariantRound = VariantTimes["rounds"][number];
  const parts: readonly (readonly [string, (round: VariantRound) => Cost])[] = [
    ["encoder", encodeOf],
    ["prefill", ({ ask }) => prefillOf(ask)],
    ["first token", (round) => sum(encodeOf(round), prefillOf(round.ask))],
    ["a step", ({ ask }) => stepOf(ask, 0)],
  ];
  return others.flatMap((other) => [
    ...parts.map(([what, of]) =>
      costLine(
        `${precision}: ${what}, all rewrites to ${other.name}`,
        all.rounds.map((round, i) => ({
          got: of(round),
          of: of(must(other.rounds[i], "a round")),
        })),
        null,
        isSoftware,
        `median of ${all.rounds.length}`,
      ),
    ),
    ...memoryOf(precision, all, other),
  ]);
}

function memoryOf(precision: string, all: VariantTimes, other: VariantTimes): BenchLine[] {
  const compare = (what: string, of: (variant: VariantTimes) => number): BenchLine =>
    line(
      `${precision}: ${what}, all rewrites to ${other.name}`,
      of(all) / of(other),
      null,
      "ratio",
      `${mb(of(all))} to ${mb(of(other))}`,
    );
  return [
    compare("largest buffer", ({ encodeBuffers, askBuffers }) =>
      Math.max(encodeBuffers.largestBytes, askBuffers.largestBytes),
    ),
    compare("GPU memory after loading", ({ load }) => load.liveBytes),
    compare("most GPU memory", ({ askBuffers, encodeBuffers }) =>
      Math.max(askBuffers.peakBytes, encodeBuffers.peakBytes),
    ),
  ];
}

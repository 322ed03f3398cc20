// Turns the measurements of an exported folder, here and in Transformers.js, into the bench's lines. Ratios are medians
// of the rounds' own ratios, so that a slow phase of the machine affects both sides of each. Pure.

import { must } from "../../../src/base/assert.ts";
import type { RivalAsk } from "../page/bench-rival.ts";
import type { BufferUse } from "../page/gpu-buffers.ts";
import type { Timed } from "./clocks.ts";
import { type Cost, costLine, encodeOf, part, prefillOf, stepOf, sum } from "./costs.ts";
import { type Comparison, type OurRound, RETENTIONS } from "./folder.ts";
import { type BenchLine, line, megabytes } from "./lines.ts";

/** The wanted ratio of our first token's time to theirs, at 100 and at 25 %. */
const FIRST_WANTED: Readonly<Partial<Record<number, number>>> = { 1: 0.8, 0.25: 0.6 };
const PREFILL_WANTED: Readonly<Partial<Record<number, number>>> = { 0.25: 1 / 3 };
const LARGEST_WANTED = 0.1;
const LOADED_WANTED = 1;

type Sides = Pick<Comparison, "precision" | "ours" | "theirs">;
type Round = Comparison["rounds"][number];

const percent = (retention: number): string => `${100 * retention} %`;

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

export function comparisonLines(comparison: Comparison): BenchLine[] {
  const { precision, runtime, ours, theirs, rounds } = comparison;
  const isSoftware = runtime === "wasm" || ours.load.adapter.isSoftware;
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
    differingLine({ precision, ours, theirs }),
    // On the processor graphs have no buffers of the adapter.
    ...(runtime === "wasm" ? [] : memoryLines({ precision, ours, theirs })),
  ];
}

/** Both sides must compute the same at 100 %; if they do not, their times cannot be compared. */
function differingLine({ precision, ours, theirs }: Sides): BenchLine {
  const [got, of] = [must(ours.first.asks.at(-1), "ask at 100 %"), theirs.first];
  const { endTokens } = ours.load;
  const end = got.value.ids.findIndex((id) => endTokens.includes(id));
  const told = end < 0 ? got.value.ids : got.value.ids.slice(0, end);
  const differing = told.filter((id, i) => id !== of.value.ids[i]).length;
  return line(
    `${precision}: greedy tokens at 100 % that are not theirs`,
    differing,
    0,
    "count",
    `of ${told.length} before the answer's end: ${told.join(", ")}; theirs ${of.value.ids.slice(0, told.length).join(", ")}`,
  );
}

function memoryLines({ precision, ours, theirs }: Sides): BenchLine[] {
  const compare = (name: string, got: number, of: number, wanted: number | null): BenchLine =>
    line(
      `${precision}: ${name}`,
      got / of,
      wanted,
      "ratio",
      `${megabytes(got, 1)} to ${megabytes(of, 1)}`,
    );
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

/** Returns for each retention the most of `kind` so far, in the buffers of its first question and of those before. */
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

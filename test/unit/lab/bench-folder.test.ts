// The lines of the bench of an exported folder, from rounds whose ratios are known.

import { expect, test } from "vitest";
import { must } from "../../../src/base/assert.ts";
import { REWRITE_NAMES } from "../../../src/model/rewrites.ts";
import type { Timed } from "../../../tools/lab/bench/clocks.ts";
import { comparisonLines } from "../../../tools/lab/bench/folder-lines.ts";
import type { VariantTimes } from "../../../tools/lab/bench/folder-rewrites.ts";
import { type Comparison, type OurRound, RETENTIONS } from "../../../tools/lab/bench/folder.ts";
import { variantLines } from "../../../tools/lab/bench/rewrites-lines.ts";
import {
  memoryLines,
  turnsLines,
  variantsCut,
  variantsWithout,
} from "../../../tools/lab/bench/turns.ts";
import type { FolderLoad } from "../../../tools/lab/page/bench-folder.ts";
import type { RewritesRun } from "../../../tools/lab/page/bench-rewrites.ts";
import type { RivalAsk } from "../../../tools/lab/page/bench-rival.ts";
import type { BufferUse } from "../../../tools/lab/page/gpu-buffers.ts";

const use = (largestBytes: number, peakBytes = 0, liveBytes = 0): BufferUse => ({
  largestBytes,
  peakBytes,
  liveBytes,
});

/** The encoder takes `encode` seconds; a prefill at R takes 10 · R, a step 1: twice that by the clock on the wall. */
const ours = (encode: number): OurRound => ({
  encode: { value: { ms: 2000 * encode, buffers: use(30) }, cpuSec: [encode] },
  asks: RETENTIONS.map((retention) => ({
    value: {
      firstMs: 20_000 * retention,
      stepMs: 2000,
      ids: [1, 2, 3],
      positions: 100 * retention,
      buffers: use(100 * retention),
    },
    cpuSec: [10 * retention, 10 * retention + 2],
  })),
});

/** 10 seconds of encoder, 20 of prefill, 4 a step. */
const theirs: { value: RivalAsk; cpuSec: number[] } = {
  value: {
    encodeMs: 10_000,
    firstMs: 30_000,
    stepMs: 4000,
    ids: [1, 2, 3],
    positions: 100,
    buffers: use(400, 0),
  },
  cpuSec: [10, 30, 38],
};

const comparison = (isSoftware: boolean): Comparison => ({
  precision: "q4",
  runtime: "webgpu",
  ours: {
    load: {
      buffers: use(0, 0, 50),
      adapter: { isSoftware } as FolderLoad["adapter"],
      endTokens: [9],
    } as Partial<FolderLoad> as FolderLoad,
    first: ours(10),
    heapBytes: 10,
  },
  theirs: { load: { buffers: use(0, 0, 40) }, first: theirs, heapBytes: 20 },
  rounds: [10, 14, 12].map((encode) => ({ ours: ours(encode), theirs })),
});

const line = (isSoftware: boolean, name: string) =>
  comparisonLines(comparison(isSoftware)).find((each) => each.name === `q4: ${name}`);

test("a software GPU is judged by processor seconds, a real one by the clock", () => {
  expect(line(true, "first token at 100 %")).toMatchObject({ wanted: 0.8, passed: true });
  expect(line(true, "first token at 100 %")?.got).toBeCloseTo((12 + 10) / 30);
  expect(line(false, "first token at 100 %")?.got).toBeCloseTo((24 + 20) / 30);
  expect(line(false, "first token at 100 %")?.passed).toBe(false);
});

test("on the processor nothing is said of the adapter's memory, and processor seconds judge", () => {
  const lines = comparisonLines({ ...comparison(false), runtime: "wasm" });
  expect(lines.some(({ name }) => /memory|buffer/.test(name))).toBe(false);
  const first = lines.find(({ name }) => name === "q4: first token at 100 %");
  expect(first?.got).toBeCloseTo((12 + 10) / 30);
});

test("a prefill is theirs less their encoder, a step what follows the first token", () => {
  expect(line(true, "prefill alone at 25 %")?.got).toBeCloseTo(2.5 / 20);
  expect(line(true, "a step at 10 %")?.got).toBeCloseTo(1 / 4);
  expect(line(false, "a step at 10 %")?.got).toBeCloseTo(2 / 4);
});

test("rounds below the clock's step are compared by their sums, and tokens up to the answer's end", () => {
  const from = comparison(true);
  const short = (cpu: number) => ({ ...theirs, cpuSec: [0, 30, 30 + cpu] });
  const stepSec = [0, 0.1, 0.1]; // of which each round has two steps
  const lines = comparisonLines({
    ...from,
    rounds: from.rounds.map(({ ours: round }, i) => ({ ours: round, theirs: short(stepSec[i]!) })),
  });
  expect(lines.find(({ name }) => name === "q4: a step at 10 %")?.got).toBeCloseTo(3 / 0.1);

  const told = (ids: readonly number[], their: readonly number[]) => {
    const { first } = from.ours;
    const asks = first.asks.map((ask) => ({ ...ask, value: { ...ask.value, ids } }));
    const value = { ...theirs.value, ids: their };
    return comparisonLines({
      ...from,
      ours: { ...from.ours, first: { ...first, asks } },
      theirs: { ...from.theirs, first: { ...theirs, value } },
    }).find(({ name }) => name.includes("not theirs"));
  };
  expect(told([1, 2, 9, 4], [1, 2, 5, 6])).toMatchObject({ got: 0, passed: true });
  expect(told([1, 3, 9, 4], [1, 2, 5, 6])?.got).toBe(1);
  expect(told([1, 2, 3, 4], [1, 2, 5, 6])?.got).toBe(2);
});

test("a largest buffer is the encoder's where the question's are smaller", () => {
  expect(line(true, "largest buffer at 10 %")?.got).toBeCloseTo(30 / 400);
  expect(line(true, "largest buffer at 10 %")?.passed).toBe(true);
  expect(line(true, "largest buffer at 100 %")?.got).toBeCloseTo(100 / 400);
  expect(line(true, "GPU memory after loading")).toMatchObject({ got: 50 / 40, passed: false });
});

test("each rewrite is what all rewrites take to what all but that one take", () => {
  const variant = (name: string, encode: number, largest: number): VariantTimes => {
    const { asks, ...round } = ours(encode);
    const ask = must(asks.at(-1), "ask at 100 %");
    const value = { ...ask.value, buffers: use(largest, 7) };
    return {
      name,
      isSoftware: true,
      applied: [],
      load: use(0, 0, 10),
      first: { ...round, ask: { ...ask, value } },
      rounds: [{ ...round, ask }],
    };
  };
  const lines = variantLines(
    "q4",
    variant("all rewrites", 5, 40),
    variant("without last-row", 10, 80),
  );
  const got = (what: string) =>
    lines.find(({ name }) => name === `q4: ${what}, all rewrites to without last-row`)?.got;
  expect(got("encoder")).toBeCloseTo(0.5);
  expect(got("first token")).toBeCloseTo(15 / 20);
  expect(got("largest buffer")).toBeCloseTo(0.5);
  expect(got("most GPU memory")).toBeCloseTo(1);
});

test("models that ran in turn are compared round by round, and by the shaders they start", () => {
  const run = (cpuSec: number, dispatches: number): Timed<RewritesRun> => ({
    value: { ms: 3000 * cpuSec, dispatches },
    cpuSec: [cpuSec],
  });
  const variants = ["all rewrites", "without rms-norm"].map((name) => ({ name, rewrites: [] }));
  const lines = turnsLines(
    {
      isSoftware: true,
      applied: [],
      liveBytes: [],
      variants,
      // The machine was busy in the second round, for both.
      rounds: [
        [{ steps: run(1, 40) }, { steps: run(2, 71) }],
        [{ steps: run(9, 40) }, { steps: run(20, 71) }],
        [{ steps: run(1.2, 40) }, { steps: run(2, 71) }],
      ],
    },
    (part, name) => `${part} to ${name}`,
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ name: "steps to without rms-norm", got: 0.5 });
  expect(lines[0]?.detail).toContain("40 shaders started to 71");
});

test("a cut decoder is compared with the whole one, in memory too", () => {
  const [whole, cut] = variantsCut([[2, 7]]);
  expect(whole).toEqual({ name: "whole", rewrites: REWRITE_NAMES });
  expect(cut).toEqual({ name: "cut before 2, 7", rewrites: REWRITE_NAMES, cuts: [2, 7] });
  const turns = {
    isSoftware: true,
    applied: [],
    rounds: [],
    variants: variantsCut([[2, 7]]),
    liveBytes: [9e6, 10e6],
  };
  const lines = memoryLines(turns, (name) => `memory to ${name}`);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ name: "memory to cut before 2, 7", got: 0.9 });
  expect(lines[0]?.detail).toBe("9.0 MB to 10.0 MB");
});

test("only the rewrites that were asked for are left out, one by one", () => {
  const names = variantsWithout(["rms-norm", "last-row"]).map(({ name }) => name);
  expect(names).toEqual(["all rewrites", "without last-row", "without rms-norm"]);
  expect(variantsWithout(REWRITE_NAMES)).toHaveLength(1 + REWRITE_NAMES.length);
});

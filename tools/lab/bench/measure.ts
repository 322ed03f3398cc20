// Runs the measurements one after the other in one browser, and makes the bench's lines of them.

import { REWRITE_NAMES } from "../../../src/model/rewrites.ts";
import type { Lab } from "../browser/lab.ts";
import type { LlmTimes } from "../page/bench.ts";
import { median } from "../../../src/evaluation/stats.ts";
import { weighFirstPaint } from "./first-paint.ts";
import { heapBytes } from "./heap.ts";
import { type BenchLine, line, megabytes } from "./lines.ts";
import {
  measureTurns,
  memoryLines,
  PARTS,
  type Turns,
  turnsLines,
  type TurnsOptions,
  variantsCut,
} from "./turns.ts";

export interface BenchOptions {
  readonly repeats: number;
  readonly frames: number;
  readonly isSoftware: boolean;
  /** The width D of the model's tokens. */
  readonly width: number;
  readonly model: { readonly id: string; readonly url: string };
  readonly note: (text: string) => void;
}

const RETENTIONS = [1, 0.5, 0.25, 0.15, 0.1] as const;
const COMPRESSED = 0.25;
const STEPS = 16;

/** The paper's figure for the language model's time at 25 % is 0.292. */
const LLM_WANTED = 0.32;
const SELECTION_WANTED = 0.03;
const SECOND_WANTED = 0.2;
export const FIRST_PAINT_WANTED_KB = 160;

/** The size of LLaVA-OneVision itself. */
export const REAL_DIMS = [32, 196, 896] as const;
/** A real GPU must be 30 times faster than one thread of TypeScript, and a software GPU at least as fast. */
const REAL_GPU_WANTED = 1 / 30;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

export async function llmLines(
  lab: Lab,
  { repeats, frames, width }: BenchOptions,
): Promise<BenchLine[]> {
  const times = await lab.call("benchLlm", {
    frames,
    retentions: RETENTIONS,
    repeats,
    steps: STEPS,
  });
  const whole = median(times.llmMs[0] ?? []);
  const ratios = RETENTIONS.slice(1).map((retention, i) => {
    const part = median(times.llmMs[i + 1] ?? []);
    return line(
      `LLM time at ${100 * retention} %`,
      part / whole,
      retention === COMPRESSED ? LLM_WANTED : null,
      "ratio",
      `prefill + ${STEPS} steps: ${seconds(part)} with ${times.kept[i + 1]} tokens, ${seconds(whole)} with ${times.kept[0]}`,
    );
  });
  return [...ratios, await selectionLine(lab, times, repeats, width)];
}

async function selectionLine(
  lab: Lab,
  { prefillMs, frames, tokensPerFrame }: LlmTimes,
  repeats: number,
  width: number,
): Promise<BenchLine> {
  const prefill = median(prefillMs[0] ?? []);
  const { gpuMs } = await lab.call("benchSelection", {
    dims: [frames, tokensPerFrame, width],
    requests: [{ method: "vidcom2", retention: COMPRESSED }],
    repeats,
    hasTwin: false,
  });
  const selection = median(gpuMs[0] ?? []);
  return line(
    "Scoring, selection, gather at 25 %",
    selection / prefill,
    SELECTION_WANTED,
    "ratio",
    `${selection.toFixed(1)} ms for ${frames}×${tokensPerFrame}×${width}, of a prefill of ${seconds(prefill)} at 100 %`,
  );
}

export async function realSizeLine(
  lab: Lab,
  { repeats, isSoftware }: BenchOptions,
): Promise<BenchLine> {
  const times = await lab.call("benchSelection", {
    dims: REAL_DIMS,
    requests: [{ method: "vidcom2", retention: COMPRESSED }],
    repeats,
    hasTwin: true,
  });
  const [gpu, twin] = [median(times.gpuMs[0] ?? []), median(times.twinMs)];
  const bytesPerSec = times.usefulBytes / (gpu / 1000);
  const share = (100 * bytesPerSec) / times.copyBytesPerSec;
  return line(
    `The same, ${REAL_DIMS.join("×")}, to TypeScript's`,
    gpu / twin,
    isSoftware ? 1 : REAL_GPU_WANTED,
    "ratio",
    `${gpu.toFixed(1)} ms to ${twin.toFixed(1)} ms; ${(bytesPerSec / 1e9).toFixed(2)} GB/s, ${share.toFixed(0)} % of this device's copy speed`,
  );
}

export async function secondLine(lab: Lab, { repeats, frames }: BenchOptions): Promise<BenchLine> {
  const times = await lab.call("benchSecond", { frames, retention: COMPRESSED, repeats });
  const [first, second] = [median(times.firstMs), median(times.secondMs)];
  return line(
    "Second question's first token",
    second / first,
    SECOND_WANTED,
    "ratio",
    `${seconds(second)} after ${seconds(first)} for the first one, decode and encode included`,
  );
}

/** About the length of a prompt of 32 frames at 25 %. */
export const PROMPT_ROWS = 320;

const PART_NAMES = {
  frame: "A frame",
  rows: `Prefill of ${PROMPT_ROWS} rows`,
  steps: `${STEPS} steps behind ${PROMPT_ROWS} rows`,
};

const turnsOf = (
  lab: Lab,
  { repeats, model, note }: BenchOptions,
  what: Pick<TurnsOptions, "variants" | "parts">,
): Promise<Turns> =>
  measureTurns(lab, {
    model,
    precision: null,
    rows: PROMPT_ROWS,
    steps: STEPS,
    repeats,
    note,
    ...what,
  });

/** Reports what the rewrites cost or save; it is not judged. */
export async function rewritesLines(lab: Lab, options: BenchOptions): Promise<BenchLine[]> {
  const turns = await turnsOf(lab, options, {
    variants: [
      { name: "all rewrites", rewrites: REWRITE_NAMES },
      { name: "as exported", rewrites: [] },
    ],
    parts: PARTS,
  });
  return turnsLines(turns, (part) => `${PART_NAMES[part]}, graphs rewritten at load`);
}

/** Reports what a decoder costs that is cut, and passes on all rows; it is not judged. */
export async function cutLines(lab: Lab, options: BenchOptions): Promise<BenchLine[]> {
  const turns = await turnsOf(lab, options, {
    variants: variantsCut([[2], [1, 2, 3]]),
    parts: ["rows", "steps"],
  });
  return [
    ...turnsLines(turns, (part, name) => `${PART_NAMES[part]}, whole decoder to ${name}`),
    ...memoryLines(turns, (name) => `GPU memory after loading, whole decoder to ${name}`),
  ];
}

const EARLY = 5;
const LATE = 50;
/** Tables settle by some kilobytes, whereas keeping one row of logits for each question would make 1.5 %. */
const HEAP_WANTED = 1.01;
/** V8 compiles hot functions for about a hundred questions; that code is in the heap too and is not a leak. */
export const SOAK_FLAGS: readonly string[] = ["--js-flags=--no-opt,--no-maglev,--no-sparkplug"];

export async function soakLines(
  lab: Lab,
  { frames }: Pick<BenchOptions, "frames">,
  late = LATE,
): Promise<BenchLine[]> {
  const shape = { frames: Math.min(frames, 8), retention: COMPRESSED };
  const state = async (from: number, to: number) => {
    await lab.call("benchSoak", { ...shape, from, to });
    const heap = await heapBytes(lab.page); // collects garbage, so that dropped buffers leave the count
    const { liveBuffers } = await lab.call("benchSoak", { ...shape, from: to, to });
    return { heap, liveBuffers };
  };
  const early = await state(0, EARLY);
  const then = await state(EARLY, late);
  return [
    line(
      `GPU buffers, question ${EARLY} to ${late}`,
      then.liveBuffers - early.liveBuffers,
      0,
      "count",
      `${early.liveBuffers} live, then ${then.liveBuffers}`,
    ),
    line(
      `JS heap, question ${late} to ${EARLY}`,
      then.heap / early.heap,
      HEAP_WANTED,
      "ratio",
      `${megabytes(early.heap)}, then ${megabytes(then.heap)}, page and worker, after collection`,
    ),
  ];
}

export async function firstPaintLine(): Promise<BenchLine> {
  const { scriptBytes, styleBytes, files } = await weighFirstPaint();
  return line(
    "JavaScript and CSS for first paint",
    (scriptBytes + styleBytes) / 1000,
    FIRST_PAINT_WANTED_KB,
    "kB",
    `gzip of ${files.length} files: ${(scriptBytes / 1000).toFixed(1)} kB script, ${(styleBytes / 1000).toFixed(1)} kB style`,
  );
}

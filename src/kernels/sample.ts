// Draws a token from the nucleus with a uniform number. The nucleus of a long vocabulary takes three dispatches: many workgroups
// read it in parts, many keep what may be drawn, which is little, and one draws from that; else the one reads all. The shaders state
// how, this file the launch.

import candidatesWgsl from "../../shaders/sample-candidates.wgsl?raw";
import partsWgsl from "../../shaders/sample-parts.wgsl?raw";
import wgsl from "../../shaders/sample.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { ceilDiv } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { type Kernel, kernelSource, type Real } from "../gpu/kernel.ts";
import { packParams, f32, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import { checkRow, type LogitsRow } from "./argmax.ts";

const SAMPLE_PARTS = kernelSource("sample-parts", partsWgsl, 32); // must be a power of two

const SAMPLE_CANDIDATES = kernelSource("sample-candidates", candidatesWgsl, 32); // must be a power of two

const SAMPLE = kernelSource("sample", wgsl, 256); // must be a power of two

/** The tokens of a part. So the 50th highest of a vocabulary is at least the 50th highest of its 149 parts' highest. */
const LENGTH = 1024;

/** Shorter vocabularies are searched by one workgroup, which starts one shader instead of three. */
const LONG = 16 * LENGTH;

export interface Sample {
  /** What lists the tokens that may be drawn; null where the draw is from all. */
  readonly list: { readonly parts: Kernel; readonly candidates: Kernel } | null;
  readonly draw: Kernel;
}

/** Whether what may be drawn is listed first. Without a nucleus there is nothing to search. */
const isListed = (vocab: number, { topK = 0, topP }: Pick<Draw, "topK" | "topP">): boolean =>
  vocab > LONG && (topK > 0 || topP < 1);

/** Compiles what draws of this kind take. */
export async function loadSample(
  { kernels }: Pick<Gpu, "kernels">,
  real: Real,
  vocab: number,
  draw: Pick<Draw, "topK" | "topP">,
): Promise<Sample> {
  const constants = { LENGTH };
  if (!isListed(vocab, draw)) {
    return { list: null, draw: await kernels.load(SAMPLE, { ...constants, IS_LISTED: 0 }, real) };
  }
  const [parts, candidates, drawing] = await Promise.all([
    kernels.load(SAMPLE_PARTS, constants, real),
    kernels.load(SAMPLE_CANDIDATES, constants, real),
    kernels.load(SAMPLE, { ...constants, IS_LISTED: 1 }, real),
  ]);
  return { list: { parts, candidates }, draw: drawing };
}

/** What the three shaders give to each other. */
export interface SampleScratch {
  /** float32 [P, 4]: each part's highest logit, its mass beside that, its non-finite logits. */
  readonly parts: Tensor;
  /** uint32 [P, LENGTH, 2]: tokens that may be drawn, part by part, and the bits of their logits. */
  readonly candidates: Tensor;
  /** uint32 [P]: how many there are. */
  readonly counts: Tensor;
  /** uint32 [P · LENGTH, 2]: the candidates without gaps. */
  readonly listed: Tensor;
  destroy(): void;
}

export function createSampleScratch(gpu: Pick<Gpu, "device">, vocab: number): SampleScratch {
  const parts = ceilDiv(vocab, LENGTH);
  const make = (dims: readonly number[], dtype: "float32" | "uint32", name: string): Tensor =>
    createTensor(gpu, dims, dtype, `language/sample-${name}`);
  const tensors = {
    parts: make([parts, 4], "float32", "parts"),
    candidates: make([parts, LENGTH, 2], "uint32", "candidates"),
    counts: make([parts], "uint32", "counts"),
    listed: make([parts * LENGTH, 2], "uint32", "listed"),
  };
  return {
    ...tensors,
    destroy: () => Object.values(tensors).forEach((tensor) => tensor.destroy()),
  };
}

export interface Draw {
  /** Above 0; use argmax for 0. */
  readonly temperature: number;
  /** Number of the likeliest tokens that can be drawn, those that tie with the last included. Default 0, which is all. */
  readonly topK?: number;
  /** Mass of the nucleus among them, (0, 1]; 1 keeps every token. */
  readonly topP: number;
  /** Least probability of a token, as a share of the likeliest's, [0, 1]. Default 0. */
  readonly minP?: number;
  /** A uniform number in [0, 1): the same number gives the same token. */
  readonly uniform: number;
}

/** Keeps `(logit - highest) / temperature` finite in f32 for logits within ±10⁷. */
const HIGHEST_INVERSE = 1e30;

export interface SampleTensors {
  /** Scratch for as many tokens as the row has. */
  readonly scratch: SampleScratch;
  /** uint32 [4] = token, bits of its probability in the nucleus, non-finite logits, nucleus size. */
  readonly found: Tensor;
}

/** `kernels` are those for this vocabulary and this kind of draw. */
export function recordSample(
  recorder: Recorder,
  kernels: Sample,
  row: LogitsRow,
  { temperature, topK = 0, topP, minP = 0, uniform }: Draw,
  { scratch, found }: SampleTensors,
): void {
  checkRow(row);
  invariant(temperature > 0, `temperature ${temperature} is not above 0`);
  invariant(Number.isInteger(topK) && topK >= 0, `top-k ${topK} is not a count`);
  invariant(minP >= 0 && minP <= 1, `min-p ${minP} is outside [0, 1]`);
  invariant(topP > 0 && topP <= 1, `top-p ${topP} is outside (0, 1]`);
  invariant(uniform >= 0 && uniform < 1, `draw ${uniform} is outside [0, 1)`);
  const { logits, offset, vocab } = row;
  const { parts, candidates, counts, listed } = scratch;
  const groups = ceilDiv(vocab, LENGTH);
  invariant((parts.dims[0] ?? 0) >= groups, `the scratch is too small for ${vocab} tokens`);
  const inverse = Math.min(1 / temperature, HIGHEST_INVERSE);
  const most = Math.min(topK, vocab);
  const nucleus = [u32(most), f32(minP)] as const;
  const { list, draw } = kernels;
  if (list !== null) {
    // All mass is asked for only where the nucleus is a share of it.
    const weighs = u32(Number(topK === 0));
    recorder.dispatch(list.parts, {
      inputs: [logits],
      outputs: [parts],
      params: packParams(u32(offset, vocab), f32(inverse), weighs),
      groups,
    });
    recorder.dispatch(list.candidates, {
      inputs: [logits, parts],
      outputs: [candidates, counts],
      params: packParams(u32(offset, vocab), f32(inverse, topP), ...nucleus),
      groups,
    });
  }
  recorder.dispatch(draw, {
    inputs: [logits, parts, candidates, counts],
    outputs: [listed, found],
    params: packParams(u32(offset, vocab), f32(inverse, topP, uniform), ...nucleus),
    groups: 1,
  });
}

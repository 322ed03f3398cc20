// Facility location: takes tokens one after another, always the one that brings all tokens of a chunk nearer to a taken one the
// most. The cosines of all pairs are computed once; a round is one pass over them and one choice.

import gainsWgsl from "../../shaders/floc-gains.wgsl?raw";
import keysWgsl from "../../shaders/floc-keys.wgsl?raw";
import startWgsl from "../../shaders/floc-start.wgsl?raw";
import takeWgsl from "../../shaders/floc-take.wgsl?raw";
import pairWgsl from "../../shaders/pair-cosines.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const PAIR_COSINES = kernelSource("pair-cosines", pairWgsl);
const FLOC_START = kernelSource("floc-start", startWgsl);
const FLOC_GAINS = kernelSource("floc-gains", gainsWgsl);
const FLOC_TAKE = kernelSource("floc-take", takeWgsl, 256);
const FLOC_KEYS = kernelSource("floc-keys", keysWgsl);

/** Some of the tokens: as many as `chunk` from `first` on, of which `most` are taken in turn. */
export interface FlocChunk {
  readonly first: number;
  readonly chunk: number;
  readonly most: number;
}

export interface FlocTensors {
  /** float32 [quads, count, 4]: unit vectors. */
  readonly units: Tensor;
  /** float32 scratch of the largest chunk, each used from its start: [chunk, chunk], [chunk], [chunk], [chunk + 1]. */
  readonly cosines: Tensor;
  readonly best: Tensor;
  readonly gains: Tensor;
  readonly taken: Tensor;
  /** uint32 [chunk] */
  readonly places: Tensor;
  /** float32 [count] */
  readonly scores: Tensor;
  readonly keys: Tensor;
}

export type EncodeFloc = (
  recorder: Recorder,
  shape: { readonly count: number; readonly quads: number },
  chunks: readonly FlocChunk[],
  tensors: FlocTensors,
) => void;

export async function loadFloc(gpu: Gpu): Promise<EncodeFloc> {
  const [pair, start, weigh, take, key] = await Promise.all([
    gpu.kernels.load(PAIR_COSINES),
    gpu.kernels.load(FLOC_START),
    gpu.kernels.load(FLOC_GAINS),
    gpu.kernels.load(FLOC_TAKE),
    gpu.kernels.load(FLOC_KEYS),
  ]);
  return (recorder, { count, quads }, chunks, tensors) => {
    const { units, cosines, best, gains, taken, places, scores, keys } = tensors;
    for (const { first, chunk, most } of chunks) {
      const params = packParams(u32(chunk));
      const gain = { inputs: [cosines, best, places], outputs: [gains], params, items: chunk };
      recorder.dispatch(pair, {
        inputs: [units],
        outputs: [cosines],
        params: packParams(u32(count, quads, first, chunk)),
        items: chunk * ceilDiv(chunk, 4),
      });
      recorder.dispatch(start, {
        inputs: [],
        outputs: [best, places, taken],
        params,
        items: chunk + 1,
      });
      recorder.repeat(most, [
        [weigh, gain],
        [take, { inputs: [cosines, gains], outputs: [best, places, taken], params, groups: 1 }],
      ]);
      recorder.dispatch(weigh, gain);
      recorder.dispatch(key, {
        inputs: [cosines, gains, places, taken],
        outputs: [scores, keys],
        params: packParams(u32(chunk, first)),
        items: chunk,
      });
    }
  };
}

// Clusters rows of parts by density peaks (DPC-kNN): a row with many near ones, far from any denser one, is a centre, and the
// others go to the nearest centre of their part. A part lies within a span of rows, and spans follow one another. This is
// PruneVid's, on the GPU and without a readback; SparseVLM's few rows are clustered by language/density-peaks-on-cpu.ts.

import centresWgsl from "../../shaders/dpc-centres.wgsl?raw";
import densityWgsl from "../../shaders/dpc-density.wgsl?raw";
import placesWgsl from "../../shaders/dpc-places.wgsl?raw";
import scoresWgsl from "../../shaders/dpc-scores.wgsl?raw";
import distancesWgsl from "../../shaders/part-distances.wgsl?raw";
import type { Gpu } from "../gpu/device.ts";
import { kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { MakeTensor, Tensor } from "../gpu/tensor.ts";

const PART_DISTANCES = kernelSource("part-distances", distancesWgsl);
const DPC_DENSITY = kernelSource("dpc-density", densityWgsl);
const DPC_SCORES = kernelSource("dpc-scores", scoresWgsl);
const DPC_PLACES = kernelSource("dpc-places", placesWgsl);
const DPC_CENTRES = kernelSource("dpc-centres", centresWgsl);

export interface PeaksShape {
  readonly count: number;
  readonly span: number;
  readonly quads: number;
  readonly width: number;
}

export interface PeaksTensors {
  /** float32 [≥ count, 4 · quads] */
  readonly rows: Tensor;
  /** uint32 [count], the largest number for rows of no part. */
  readonly parts: Tensor;
  /** uint32: how many centres each part has. */
  readonly clusters: Tensor;
  /** float32 [count], 0 for rows of no part. */
  readonly scores: Tensor;
  /** uint32 [count]: the row that each goes to. */
  readonly centres: Tensor;
}

export type EncodePeaks = (
  recorder: Recorder,
  shape: PeaksShape,
  tensors: PeaksTensors,
  scratch: MakeTensor,
) => void;

export async function loadPeaks(gpu: Gpu): Promise<EncodePeaks> {
  const [measure, weigh, score, place, assign] = await Promise.all([
    gpu.kernels.load(PART_DISTANCES),
    gpu.kernels.load(DPC_DENSITY),
    gpu.kernels.load(DPC_SCORES),
    gpu.kernels.load(DPC_PLACES),
    gpu.kernels.load(DPC_CENTRES),
  ]);
  return (recorder, { count, span, quads, width }, tensors, scratch) => {
    const { rows, parts, clusters, scores, centres } = tensors;
    const squares = scratch([count, span], "float32", "squares");
    const densities = scratch([count], "float32", "densities");
    const farthest = scratch([count], "float32", "farthest");
    const places = scratch([count], "uint32", "places");
    const size = { params: packParams(u32(count, span)), items: count };
    recorder.dispatch(measure, {
      inputs: [rows, parts],
      outputs: [squares],
      params: packParams(u32(count, quads, span, width)),
      items: count * span,
    });
    recorder.dispatch(weigh, {
      inputs: [squares, parts],
      outputs: [densities, farthest],
      ...size,
    });
    recorder.dispatch(score, {
      inputs: [squares, parts, densities, farthest],
      outputs: [scores],
      ...size,
    });
    recorder.dispatch(place, { inputs: [scores, parts], outputs: [places], ...size });
    recorder.dispatch(assign, {
      inputs: [squares, parts, places, clusters],
      outputs: [centres],
      ...size,
    });
  };
}

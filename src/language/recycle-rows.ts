// Merges a part of the rows that a cut drops into a few new ones (SparseVLM).

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { readFloats } from "../gpu/readback.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { MEAN_ROWS, recordMeanRows } from "../kernels/mean-rows.ts";
import { realOf } from "../kernels/real-of.ts";
import { recordRowDistances, ROW_DISTANCES } from "../kernels/row-distances.ts";
import { densityPeaksOnCpu } from "./density-peaks-on-cpu.ts";
import { pickRows } from "./pick-rows.ts";

export interface RecycledRows {
  /** The new rows [1, into, D] of each border tensor; the caller destroys them. */
  readonly rows: readonly Tensor[];
  /** The places of the rows that each was made of, the centre's first. */
  readonly members: readonly (readonly number[])[];
}

/** Merges rows of `border` [1, S, D], those at `places`, into `into` new ones. */
export async function recycleRows(
  gpu: Gpu,
  border: readonly Tensor[],
  places: readonly number[],
  into: number,
): Promise<RecycledRows> {
  const width = must(border[0]?.dims.at(-1), "width");
  const real = realOf(must(border[0], "border"));
  const [measure, average] = await Promise.all([
    gpu.kernels.load(ROW_DISTANCES, {}, real),
    gpu.kernels.load(MEAN_ROWS, {}, real),
  ]);
  const count = places.length;
  const picked = await pickRows(gpu, border, places);
  const distances = createTensor(gpu, [count, count], "float32", "language/row-distances");
  const measuring = createRecorder(gpu, "language/row-distances");
  recordRowDistances(measuring, measure, { count, width }, { rows: picked, distances });
  measuring.submit();
  const read = await readFloats(gpu, distances).finally(() => {
    for (const tensor of [distances, ...picked]) tensor.destroy();
  });
  const members = densityPeaksOnCpu(read, into).map((cluster) =>
    cluster.map((i) => must(places[i], "place")),
  );
  const starts = members.reduce<number[]>(
    (all, { length }) => [...all, (all.at(-1) ?? 0) + length],
    [0],
  );
  const groups = {
    starts: tensorFrom(gpu, Uint32Array.from(starts), [starts.length], "language/starts"),
    members: tensorFrom(gpu, Uint32Array.from(members.flat()), [count], "language/members"),
  };
  const recorder = createRecorder(gpu, "language/recycle-rows");
  const rows = border.map((tensor) => {
    const means = createTensor(gpu, [1, into, width], tensor.dtype, "language/recycled-rows");
    recordMeanRows(recorder, average, { groups: into, width }, { rows: tensor, means, ...groups });
    return means;
  });
  recorder.submit();
  for (const tensor of Object.values(groups)) tensor.destroy(); // takes effect after what was submitted
  return { rows, members };
}

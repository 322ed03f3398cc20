// Runs a decoder over seeded rows: a prefill, a second one behind it, and two steps.

import type { Gpu } from "../../src/gpu/device.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import { tensorFrom } from "../../src/gpu/tensor.ts";
import type { Decoder } from "../../src/language/decoder.ts";
import { seededNormals } from "./random.ts";

const RUNS = [13, 5, 1, 1];

/** Returns the logits of each run. Rows stand `stride` positions apart, where the graph takes positions. */
export async function walkDecoder(
  gpu: Gpu,
  decoder: Decoder,
  { width, stride }: { readonly width: number; readonly stride: number },
): Promise<Float32Array[]> {
  decoder.cache.reset();
  const all: Float32Array[] = [];
  let next = 0;
  for (const [i, count] of RUNS.entries()) {
    const rows = tensorFrom(
      gpu,
      seededNormals(count * width, 7 + i),
      [1, count, width],
      "test/rows",
    );
    const counted = Array.from({ length: count }, (_, row) => next + stride * row);
    const axes = [counted, counted.map((at) => at >> 1), counted.map((at) => at % 4)];
    next += stride * count;
    const ids = BigInt64Array.from(axes.slice(0, decoder.positionAxes).flat(), BigInt);
    const positions = decoder.positionAxes === 0 ? undefined : { ids, next };
    const logits = await decoder.forward(rows, { positions });
    all.push(await readFloats(gpu, logits));
    logits.destroy();
    rows.destroy();
  }
  return all;
}

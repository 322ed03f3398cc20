// Makes inputs_embeds of the video's part of a prompt: text rows, kept visual rows and newlines in their order.

import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { recordSpliceRows, SPLICE_ROWS, type SpliceTensors } from "../kernels/splice-rows.ts";

export type SpliceSources = Pick<SpliceTensors, "text" | "tokens" | "newline">;

export interface Splicer {
  /** The rows [1, S, D] of S places; the caller destroys the tensor. Gather and splice are one dispatch. */
  splice(sources: SpliceSources, places: Uint32Array<ArrayBuffer>): Tensor;
}

export async function createSplicer(gpu: Gpu): Promise<Splicer> {
  const kernel = await gpu.kernels.load(SPLICE_ROWS);
  return {
    splice(sources, placed) {
      const width = sources.tokens.dims.at(-1) ?? 0;
      const places = tensorFrom(gpu, placed, [placed.length], "language/places");
      const embeds = createTensor(
        gpu,
        [1, placed.length, width],
        "float32",
        "language/inputs-embeds",
      );
      const recorder = createRecorder(gpu, "language/splice");
      recordSpliceRows(recorder, kernel, { ...sources, places, embeds });
      recorder.submit();
      places.destroy();
      return embeds;
    },
  };
}

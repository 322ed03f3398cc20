// inputs_embeds of the video's part of a prompt: text before it, kept visual rows, the newline vector.

import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import { encodeSpliceRows, loadSpliceRows } from "../kernels/splice-rows.ts";

export interface VideoPart {
  /** Embeddings of the text before the video, [1, B, D]. */
  readonly before: Tensor;
  /** All visual tokens, [T, N, D]. */
  readonly tokens: Tensor;
  /** uint32 [≥ kept]: rows of `tokens`, ascending. */
  readonly keptIndices: Tensor;
  readonly kept: number;
  /** One learned row after the last frame (LLaVA-OneVision), [D]; null where the family has none. */
  readonly newline: Tensor | null;
}

export interface Splicer {
  /** [1, B + kept + newline, D]; the caller destroys it. Gather and splice are one dispatch. */
  splice(part: VideoPart): Tensor;
}

export async function createSplicer(gpu: Gpu): Promise<Splicer> {
  const kernels = await loadSpliceRows(gpu, "f32");
  return {
    splice({ before, tokens, keptIndices, kept, newline }) {
      const [, beforeRows = 0, width = 0] = before.dims;
      const rows = beforeRows + kept + (newline === null ? 0 : 1);
      const target = createTensor(gpu, [1, rows, width], "float32", "language/inputs-embeds");
      const recorder = createRecorder(gpu, "language/splice");
      encodeSpliceRows(gpu, recorder, kernels, {
        source: before,
        target,
        rows: beforeRows,
        width,
        toRow: 0,
      });
      encodeSpliceRows(gpu, recorder, kernels, {
        source: tokens,
        target,
        rows: kept,
        width,
        toRow: beforeRows,
        picks: keptIndices,
      });
      if (newline !== null) {
        encodeSpliceRows(gpu, recorder, kernels, {
          source: newline,
          target,
          rows: 1,
          width,
          toRow: beforeRows + kept,
        });
      }
      recorder.submit();
      return target;
    },
  };
}

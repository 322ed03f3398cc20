// FLoC (ICLR 2026, arXiv 2511.00141) covers a video by facility location: tokens are taken one after another, always the one
// that raises the most the sum of all tokens' cosines with the nearest taken one. Frames go in chunks of 32, of which each
// gives the same share; the order of a smaller share is the beginning of a larger one's. The paper finds the same tokens
// lazily, from bounds on a CPU; here every gain is computed in every round from the cosines of all pairs of a chunk, which
// must fit into one buffer. Chunks are shorter where a device's buffers are too small for that.

import { loadFloc } from "../kernels/floc.ts";
import { recordUnitVectors, UNIT_VECTORS } from "../kernels/unit-vectors.ts";
import { depthOf } from "./divprune.ts";
import type { CompressionMethod } from "./method.ts";

/** The frames of a chunk. */
const CHUNK = 32;

const BYTES_PER_COSINE = 4;

export const floc: CompressionMethod = {
  scoreKey: ({ retention }) => `${depthOf(retention)}`,
  async loadScore(gpu, real, { retention }) {
    const [unit, encodeFloc] = await Promise.all([
      gpu.kernels.load(UNIT_VECTORS, {}, real),
      loadFloc(gpu),
    ]);
    return (recorder, { tensor, frames, tokens, quads }, allocator) => {
      const count = frames * tokens;
      const side = Math.sqrt(gpu.device.limits.maxStorageBufferBindingSize / BYTES_PER_COSINE);
      const length = Math.min(frames, CHUNK, Math.max(1, Math.floor(side / tokens)));
      const chunks = Array.from({ length: Math.ceil(frames / length) }, (_, c) => {
        const first = c * length * tokens;
        const chunk = Math.min(length * tokens, count - first);
        // One more, since the shares of all chunks are rounded together.
        const most = Math.min(chunk, Math.ceil(depthOf(retention) * chunk) + 1);
        return { first, chunk, most };
      });

      const units = allocator.scratch([quads, count, 4], "float32", "units");
      const shape = { count, tokens, quads };
      recordUnitVectors(recorder, unit, shape, { tokens: tensor, units });
      const size = length * tokens;
      const scores = allocator.keep([frames, tokens], "float32", "gains");
      const keys = allocator.scratch([frames, tokens], "float32", "keys");
      encodeFloc(recorder, shape, chunks, {
        units,
        cosines: allocator.scratch([size, size], "float32", "cosines"),
        best: allocator.scratch([size], "float32", "best"),
        gains: allocator.scratch([size], "float32", "chunk-gains"),
        taken: allocator.scratch([size + 1], "float32", "taken"),
        places: allocator.scratch([size], "uint32", "places"),
        scores,
        keys,
      });
      return { scores, keys, uniqueness: null };
    };
  },
};

// The compression stage: from tokens [T, N, D] and a request to which tokens are kept, and their rows [K, D]. Scoring
// does not depend on the retention and is kept, so a slider that moves runs only budget, selection and gather.

import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { AngleCodes } from "../kernels/angle-codes.ts";
import { coverChunk, type CoveredChunk } from "./cover-chunk.ts";
import { featuresOf } from "./features.ts";
import { completeRequest, type PlanRequest } from "./request.ts";
import { createScoreCache } from "./score.ts";
import { createScratch } from "./scratch.ts";
import { loadSelect, type Selection } from "./select.ts";

export type { Selection } from "./select.ts";

export interface Compressor {
  /**
   * Scores, selects and, if wanted, gathers (into `picked`) in one submission and one readback. `columns` are of
   * a frame's grid, as `featuresOf` takes them. Scores that are known
   * already are used again; they live until `forget(tokens)`. The caller destroys the selection.
   * @throws AppError of `completeRequest` and `featuresOf`, and `features-not-finite`.
   */
  plan(
    tokens: Tensor,
    request: PlanRequest,
    options?: { readonly gather?: boolean; readonly columns?: number | undefined },
  ): Promise<Selection>;
  /**
   * Puts a chunk of a long video, [F, N, D], in order by Cover, behind what its earlier chunks kept (null for the first).
   * @throws AppError of `coverChunk`.
   */
  coverChunk(tokens: Tensor, earlier: AngleCodes | null): Promise<CoveredChunk>;
  /** Destroys the scores of `tokens`; call it before the tokens are destroyed or overwritten. */
  forget(tokens: Tensor): void;
  destroy(): void;
}

export function createCompressor(gpu: Gpu): Compressor {
  const scratch = createScratch(gpu);
  const cache = createScoreCache(gpu, scratch);

  return {
    async plan(tokens, request, { gather = false, columns } = {}) {
      const features = featuresOf(tokens, columns);
      const complete = completeRequest(request);
      const [encodeScore, encodeSelect] = await Promise.all([
        cache.load(features, complete),
        loadSelect(gpu, scratch, features, complete, gather),
      ]);
      const recorder = createRecorder(gpu, "compression/plan");
      const pending = encodeSelect(recorder, encodeScore(recorder));
      recorder.submit();
      scratch.endRecording();
      return pending.read();
    },
    coverChunk: (tokens, earlier) => coverChunk(gpu, scratch, tokens, earlier),
    forget: (tokens) => cache.forget(tokens),
    destroy() {
      cache.destroy();
      scratch.destroy();
    },
  };
}

// The compression stage: from tokens [T, N, D] and a request to which tokens are kept, and their rows [K, D]. Scoring
// does not depend on the retention and is kept, so a slider that moves runs only budget, selection and gather.

import type { Gpu } from "../gpu/device.ts";
import { createRecorder, type Recorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import { recordGatherRows, loadGatherRows } from "../kernels/gather-rows.ts";
import { realOf } from "../kernels/real-of.ts";
import { featuresOf } from "./features.ts";
import { checkRetention, completeRequest, type PlanRequest } from "./request.ts";
import { createScoreCache, type Scores } from "./score.ts";
import { createScratch } from "./scratch.ts";
import { loadSelect, type Selection } from "./select.ts";

export type { Selection } from "./select.ts";

export interface Compressor {
  /**
   * Scores frames and tokens, or returns scores already computed. They live until `forget(tokens)`.
   * @throws AppError of `completeRequest` and `featuresOf`.
   */
  score(tokens: Tensor, request: PlanRequest): Promise<Scores>;
  /**
   * Computes budgets and picks; the caller destroys them. @throws AppError `retention-invalid`, `features-not-finite`
   */
  select(scores: Scores, retention?: number): Promise<Selection>;
  /** Copies the rows `keptIndices` of the tokens, [K, D]; the caller destroys the copy. */
  gather(tokens: Tensor, keptIndices: Tensor): Promise<Tensor>;
  /** Scores, selects and, if wanted, gathers (into `picked`) in one submission and one readback. */
  plan(
    tokens: Tensor,
    request: PlanRequest,
    options?: { readonly gather?: boolean },
  ): Promise<Selection>;
  /** Destroys the scores of `tokens`; call it before the tokens are destroyed or overwritten. */
  forget(tokens: Tensor): void;
  destroy(): void;
}

export function createCompressor(gpu: Gpu): Compressor {
  const scratch = createScratch(gpu);
  const cache = createScoreCache(gpu, scratch);

  const run = <T>(label: string, record: (recorder: Recorder) => T): T => {
    const recorder = createRecorder(gpu, label);
    const result = record(recorder);
    recorder.submit();
    scratch.endRecording();
    return result;
  };

  return {
    async score(tokens, request) {
      const encodeScore = await cache.load(featuresOf(tokens), completeRequest(request));
      return run("compression/score", encodeScore);
    },
    async select(scores, retention = scores.request.retention) {
      const request = { ...scores.request, retention: checkRetention(retention) };
      const encodeSelect = await loadSelect(gpu, scratch, scores.features, request, false);
      const pending = run("compression/select", (recorder) => encodeSelect(recorder, scores));
      return pending.read();
    },
    async gather(tokens, keptIndices) {
      const { tensor, width } = featuresOf(tokens);
      const kernel = await loadGatherRows(gpu, width, realOf(tensor));
      const count = keptIndices.dims[0] ?? 0;
      const picked = createTensor(gpu, [count, width], tensor.dtype, "compression/picked");
      run("compression/gather", (recorder) =>
        recordGatherRows(
          recorder,
          kernel,
          { count, width },
          { rows: tensor, indices: keptIndices, picked },
        ),
      );
      return picked;
    },
    async plan(tokens, request, { gather = false } = {}) {
      const features = featuresOf(tokens);
      const complete = completeRequest(request);
      const [encodeScore, encodeSelect] = await Promise.all([
        cache.load(features, complete),
        loadSelect(gpu, scratch, features, complete, gather),
      ]);
      const pending = run("compression/plan", (recorder) =>
        encodeSelect(recorder, encodeScore(recorder)),
      );
      return pending.read();
    },
    forget: (tokens) => cache.forget(tokens),
    destroy() {
      cache.destroy();
      scratch.destroy();
    },
  };
}

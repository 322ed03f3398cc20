// Scoring, which hardly depends on the retention: done once for each video and method, and kept on the GPU.

import type { Gpu } from "../gpu/device.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { recordRepresentatives, REPRESENTATIVES } from "../kernels/merge-rows.ts";
import { recordRankRows, RANK_ROWS, rankRowsConstants } from "../kernels/rank-rows.ts";
import { realOf } from "../kernels/real-of.ts";
import { createAllocator } from "./allocator.ts";
import { METHODS, type MethodEntry, type MethodId } from "./catalogue.ts";
import type { Features, Merged, Scored } from "./method.ts";
import { driverOf } from "./method-choices.ts";
import { loadPadding } from "./padding.ts";
import { METHOD_CODE } from "./registry.ts";
import type { CompleteRequest } from "./request.ts";
import type { ScratchTensors } from "./scratch.ts";

/** One method's scores of one video, with the ranks of the tokens in their frames. */
export interface RankedScores extends Scored {
  /** What a method that merges tokens made of them, else null. */
  readonly merged: Merged | null;
  /** uint32 [T, N], 0 is kept first; null for a method that picks by place alone. */
  readonly ranks: Tensor | null;
  /** uint32 [T, N], the place of each token in the whole video; null for a method whose budget does not come from it. */
  readonly order: Tensor | null;
  /** `scores` on the CPU once they have been read: float32 [T × N]. */
  onCpu: Float32Array | null;
}

/** The scores of a request: the method's own, and those that drive the budget (often the same). */
export interface Scores {
  readonly features: Features;
  readonly request: CompleteRequest;
  readonly own: RankedScores;
  /** The uniqueness of frames by which the budget is shared, or that the method shows; null where there is none. */
  readonly uniqueness: Tensor | null;
  /** The order by which the budget is shared; null for other budgets. */
  readonly order: Tensor | null;
}

export interface ScoreCache {
  /** Compiles what `request` needs; the returned function records only what is not there yet. */
  load(features: Features, request: CompleteRequest): Promise<(recorder: Recorder) => Scores>;
  /** Destroys the scores of one video. */
  forget(tokens: Tensor): void;
  destroy(): void;
}

interface Entry {
  readonly scores: RankedScores;
  readonly tensors: readonly Tensor[];
}

export function createScoreCache(gpu: Gpu, scratch: ScratchTensors): ScoreCache {
  // Scores by buffer, because views of the same tokens under other shapes of the same size have the same scores.
  const videos = new Map<GPUBuffer, Map<string, Entry>>();

  const forgetBuffer = (buffer: GPUBuffer): void => {
    for (const { tensors } of videos.get(buffer)?.values() ?? []) {
      for (const tensor of tensors) tensor.destroy();
    }
    videos.delete(buffer);
  };

  const entriesOf = (buffer: GPUBuffer): Map<string, Entry> => {
    const entries = videos.get(buffer) ?? new Map<string, Entry>();
    videos.set(buffer, entries);
    return entries;
  };

  const loadMethod = async (features: Features, id: MethodId, request: CompleteRequest) => {
    const { tensor, frames, tokens, width, columns } = features;
    const method = METHOD_CODE[id];
    const key = `${id} ${method.scoreKey(request)} ${frames} ${tokens} ${width} ${columns}`;
    const [encodePadding, encode, rank, stand] = await Promise.all([
      loadPadding(gpu, features),
      method.loadScore(gpu, realOf(tensor), request),
      gpu.kernels.load(RANK_ROWS, rankRowsConstants("largest")),
      gpu.kernels.load(REPRESENTATIVES),
    ]);
    const entry: MethodEntry = METHODS[id];
    const isOrdered = entry.budget === "cover" || entry.budget === "order";
    return (recorder: Recorder): RankedScores => {
      const entries = entriesOf(tensor.buffer);
      const known = entries.get(key);
      if (known !== undefined) return known.scores;
      const allocator = createAllocator(gpu, scratch, `compression/${id}`);
      const scored = encode(recorder, encodePadding(recorder, allocator), allocator);
      const values = scored.keys ?? scored.scores;
      if (scored.merged) {
        const { merged } = scored;
        const ranks = allocator.keep([frames, tokens], "uint32", "ranks");
        recordRepresentatives(recorder, stand, { members: merged.members, ranks });
        return remember({ ...scored, ranks, order: ranks, merged, onCpu: null });
      }
      const ranked = (name: string, shape: { rows: number; columns: number }): Tensor | null => {
        if (values === null) return null;
        const ranks = allocator.keep([frames, tokens], "uint32", name);
        recordRankRows(recorder, rank, shape, { values, ranks });
        return ranks;
      };
      const ranks = ranked("ranks", { rows: frames, columns: tokens });
      const order = isOrdered ? ranked("order", { rows: 1, columns: frames * tokens }) : null;
      return remember({ ...scored, ranks, order, merged: null, onCpu: null });

      function remember(scores: RankedScores): RankedScores {
        entries.set(key, { scores, tensors: allocator.kept });
        return scores;
      }
    };
  };

  return {
    async load(features, request) {
      const { method } = request;
      const driving = driverOf(request);
      const [own, driver] = await Promise.all([
        loadMethod(features, method, request),
        driving === method ? null : loadMethod(features, driving, request),
      ]);
      return (recorder) => {
        const scores = own(recorder);
        const { uniqueness, order } = driver?.(recorder) ?? scores;
        return { features, request, own: scores, uniqueness, order };
      };
    },
    forget: ({ buffer }) => forgetBuffer(buffer),
    destroy() {
      for (const buffer of videos.keys()) forgetBuffer(buffer);
    },
  };
}

// What the benches do below the engine: the pipeline's loading, selection and answers, on given tokens.

import { drain } from "../../../src/base/stream.ts";
import { DEFAULT_METHOD } from "../../../src/compression/method-choices.ts";
import type { Compressor } from "../../../src/compression/plan.ts";
import type { Gpu } from "../../../src/gpu/device.ts";
import type { Tensor } from "../../../src/gpu/tensor.ts";
import { GREEDY } from "../../../src/language/sampling.ts";
import type { RuntimeChoice } from "../../../src/model/graph.ts";
import { COMMON_PRECISIONS } from "../../../src/model/precision.ts";
import { type AnsweredFrames, answer } from "../../../src/pipeline/answer.ts";
import { nothingCached } from "../../../src/pipeline/cache-owner.ts";
import type { EncodedVideo } from "../../../src/pipeline/encode-video.ts";
import { loadModel } from "../../../src/pipeline/load-model.ts";
import type { LoadedModel } from "../../../src/pipeline/loaded-model.ts";
import { note } from "./note.ts";

/** A served folder, and how its model is loaded. */
export interface BenchedModel {
  readonly id: string;
  readonly url: string;
  /** The id of one of `COMMON_PRECISIONS`; null for the best that the folder has and the GPU can run. */
  readonly precision: string | null;
}

/** The same where its graphs may run elsewhere. */
export interface BenchedRuntime extends BenchedModel {
  /** Default "webgpu". */
  readonly runtime?: RuntimeChoice;
}

/** Loads a model without its self-test, which would warm up one side of a comparison and make its buffers early. */
export const loadUntested = (
  gpu: Gpu,
  { id, url, precision, runtime = "webgpu" }: BenchedRuntime,
  /** The names of the rewrites that may be applied; undefined for all. */
  rewrites: readonly string[] | undefined,
): Promise<LoadedModel> => {
  const precisions = COMMON_PRECISIONS.filter((each) => each.id === precision);
  return loadModel(
    gpu,
    { kind: "url", id, url, ...(precision !== null && { precisions }) },
    {
      runtime,
      rewrites,
      check: () => Promise.resolve(),
      onProgress: () => note(""),
    },
  );
};

/** Returns "graph rewrite ×places" for each rewrite that matched. */
export const appliedRewrites = ({ rewrites }: LoadedModel): string[] =>
  rewrites
    .filter(({ count }) => count > 0)
    .map(({ graph, name, count }) => `${graph} ${name} ×${count}`);

export type SeenVideo = Pick<
  EncodedVideo,
  "tokens" | "grid" | "timesSec" | "shownTimesSec" | "facts"
>;

/** Returns tokens [T, N, D] as a video of T seconds. */
export function seenVideo(tokens: Tensor, grid: SeenVideo["grid"]): SeenVideo {
  const [frames = 0] = tokens.dims;
  const timesSec = Array.from({ length: frames }, (_, t) => t);
  const facts = {
    name: "drawn",
    startSec: 0,
    isPlayedAlike: true,
    durationSec: frames,
    width: 1,
    height: 1,
    codec: "",
  };
  return {
    tokens,
    grid,
    timesSec: timesSec,
    shownTimesSec: timesSec,
    facts: { ...facts, container: "", frameCount: frames, bytes: 0 },
  };
}

/** Selects tokens by the default method, scoring again each time. */
export async function keptMask(
  compressor: Compressor,
  tokens: Tensor,
  retention: number,
): Promise<{ mask: Uint8Array; kept: number; ms: number }> {
  compressor.forget(tokens);
  const startMs = performance.now();
  const selection = await compressor.plan(tokens, { method: DEFAULT_METHOD, retention });
  const ms = performance.now() - startMs;
  const { kept, keptMask: mask } = selection;
  selection.destroy();
  return { mask, kept, ms };
}

/** Makes exactly `maxTokens` greedy tokens, filling the cache again. */
export const askTokens = (
  model: LoadedModel,
  video: SeenVideo,
  mask: Uint8Array,
  { question, maxTokens }: { readonly question: string; readonly maxTokens: number },
): Promise<AnsweredFrames> =>
  drain(
    answer(model, nothingCached(), { videoId: 0, key: "bench", video, keptMask: mask }, question, {
      maxTokens,
      sampling: GREEDY,
      random: () => 0,
      ignoreEnd: true,
    }),
    () => undefined,
  );

// Selections of the open videos with the plans that tell them: the last ones are kept. The compressor keeps scores, so another
// retention costs a budget, a selection and a readback; nothing is decoded or encoded.

import { must } from "../../base/assert.ts";
import { amongAll, encodedRows, type EncodedTokens } from "../../compression/encoded-tokens.ts";
import type { Compressor, Selection } from "../../compression/plan.ts";
import { checkRetention, completeRequest, type PlanRequest } from "../../compression/request.ts";
import type { Gpu } from "../../gpu/device.ts";
import type { Tensor } from "../../gpu/tensor.ts";
import type { EncodedVideo } from "../../pipeline/encode-video.ts";
import type { LoadedModel } from "../../pipeline/loaded-model.ts";
import { createStageStopwatch } from "../../pipeline/stages.ts";
import type { Plan } from "../api/plan.ts";

export interface PlannedSelection {
  readonly selection: Selection;
  readonly plan: Plan;
}

export interface Selections {
  /** Returns the selection of a request, which is kept while it is one of the last. */
  ofVideo(
    videoId: number,
    video: EncodedVideo,
    request: PlanRequest,
    model: LoadedModel,
  ): Promise<PlannedSelection>;
  /** Makes one of bare features, without times and KV bytes; the caller destroys it. */
  ofTokens(tokens: Tensor, request: PlanRequest): Promise<PlannedSelection>;
  /** Returns the tokens among which a method may choose; null for all. */
  choosable(video: EncodedVideo): Promise<EncodedTokens | null>;
  /** Returns a number that no plan has. */
  nextPlanId(): number;
  /** Drops what was made of a video; call it before its tokens are destroyed. */
  forget(videoId: number, tokens: Tensor): void;
}

/** What a plan says beside its selection. */
interface VideoOfPlan {
  readonly videoId: number;
  readonly columns?: number;
  readonly timesSec: readonly number[];
  readonly kvBytesPerToken: number;
  readonly among?: Promise<EncodedTokens | null>;
}

/** The number of selections that are kept: the retentions of a comparison, and the slider's last ones. */
const KEPT_SELECTIONS = 8;

export function createSelections(gpu: Gpu, compressor: Compressor): Selections {
  const selections = new Map<string, Promise<PlannedSelection>>();
  /** The requests whose scores exist, whatever their retention; used only to name the span. */
  const scored = new Set<string>();
  /** The encoded tokens of a video of which not all were encoded, by the video's tokens. */
  const encoded = new Map<GPUBuffer, Promise<EncodedTokens>>();
  let lastId = 0;
  const nextPlanId = (): number => ++lastId;

  const choosable = (video: EncodedVideo): Promise<EncodedTokens | null> => {
    const { tokens, encodedTokens } = video;
    if (encodedTokens === null) return Promise.resolve(null);
    const made = encoded.get(tokens.buffer) ?? encodedRows(gpu, tokens, encodedTokens);
    encoded.set(tokens.buffer, made);
    return made;
  };

  const make = async (
    all: Tensor,
    request: PlanRequest,
    video: VideoOfPlan,
  ): Promise<PlannedSelection> => {
    const among = (await video.among) ?? null;
    const tokens = among?.rows ?? all;
    const [frameCount = 0, perFrame = 0] = all.dims;
    const total = frameCount * perFrame;
    const share = (tokens.dims[1] ?? 0) / perFrame;
    const stopwatch = createStageStopwatch();
    // One submission and one readback; scores that are already there are not made again.
    const scoreKey = planKey(video.videoId, { ...request, retention: 1 });
    const stage = scored.has(scoreKey) ? "select" : "score";
    scored.add(scoreKey);
    const selection = await stopwatch.time(stage, total, () =>
      compressor.plan(
        tokens,
        { ...request, retention: Math.min(1, checkRetention(request.retention) / share) },
        among === null ? { columns: video.columns } : {},
      ),
    );
    const { uniqueness, retentions, budgets, kept } = selection;
    const plan: Plan = {
      id: nextPlanId(),
      videoId: video.videoId,
      request,
      frames: Array.from({ length: frameCount }, (_, t) => ({
        timeSec: video.timesSec[t] ?? 0,
        uniqueness: must(uniqueness[t], "uniqueness"),
        retention: share * must(retentions[t], "retention"),
        budget: must(budgets[t], "budget"),
      })),
      ...(among === null ? ofTokens(selection) : amongAll(selection, among.places, total)),
      total,
      kept,
      averageRetention: kept / total,
      kvBytes: kept * video.kvBytesPerToken,
      spans: stopwatch.spans,
    };
    return { selection, plan };
  };

  const drop = (key: string): void => {
    const made = selections.get(key);
    selections.delete(key);
    made?.then(({ selection }) => selection.destroy()).catch(() => undefined);
  };

  return {
    ofVideo(videoId, video, request, model) {
      const key = planKey(videoId, request);
      let made = selections.get(key);
      if (made === undefined) {
        made = make(video.tokens, request, {
          videoId,
          columns: video.grid.columns,
          timesSec: video.timesSec,
          kvBytesPerToken: model.decoder.cache.bytesPerPosition,
          among: choosable(video),
        });
        selections.set(key, made);
        made.catch(() => selections.delete(key));
      } else {
        // It was used, so it is dropped last.
        selections.delete(key);
        selections.set(key, made);
      }
      for (const oldest of selections.keys()) {
        if (selections.size <= KEPT_SELECTIONS) break;
        drop(oldest);
      }
      return made;
    },
    ofTokens: (tokens, request) =>
      make(tokens, request, { videoId: 0, timesSec: [], kvBytesPerToken: 0 }),
    choosable,
    nextPlanId,
    forget(videoId, tokens) {
      compressor.forget(tokens);
      encoded
        .get(tokens.buffer)
        ?.then(({ rows }) => {
          compressor.forget(rows);
          rows.destroy();
        })
        .catch(() => undefined);
      encoded.delete(tokens.buffer);
      const isOfVideo = (key: string): boolean => key.startsWith(`${videoId} `);
      for (const key of scored) if (isOfVideo(key)) scored.delete(key);
      for (const key of selections.keys()) if (isOfVideo(key)) drop(key);
    },
  };
}

/** What a selection says of tokens. */
const ofTokens = ({ tokenScores, keptMask, members }: Selection) => ({
  tokenScores,
  keptMask,
  members,
});

/** Returns a key that is equal for requests that keep the same tokens of a video, at whatever positions. */
export const tokensKey = (request: PlanRequest): string => JSON.stringify(completeRequest(request));

const planKey = (videoId: number, request: PlanRequest): string =>
  `${videoId} ${tokensKey(request)}`;

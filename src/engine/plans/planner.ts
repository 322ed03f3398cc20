// Plans of the open videos: which tokens a method keeps at a retention, and what the language model gets of them.

import { STEP_METHODS } from "../../compression/inside/dycoke-steps.ts";
import type { LeftOut } from "../../compression/left-out.ts";
import { isInside } from "../../compression/method-choices.ts";
import type { Compressor, Selection } from "../../compression/plan.ts";
import { loadQuality, type KeptRows, type Quality } from "../../compression/quality.ts";
import { ALL_TOKENS } from "../../compression/request.ts";
import type { Gpu } from "../../gpu/device.ts";
import type { Tensor } from "../../gpu/tensor.ts";
import type { EncodedVideo } from "../../pipeline/encode-video.ts";
import type { LoadedModel } from "../../pipeline/loaded-model.ts";
import type { VideoTokens } from "../../pipeline/video-tokens.ts";
import type { Plan, PlanRequest, ScoredPlan } from "../api.ts";
import { driveFrames, planInside } from "./plan-inside.ts";
import { planWithout } from "./plan-without.ts";
import { keepsFrames, needsAllTokens, needsQuestion } from "./refusals.ts";
import { createSelections, tokensKey } from "./selections.ts";

export interface Planned {
  readonly plan: Plan;
  /** The tokens that the language model gets. */
  readonly video: VideoTokens;
}

export interface Planner {
  plan(
    videoId: number,
    video: EncodedVideo,
    request: PlanRequest,
    model: LoadedModel,
  ): Promise<Planned>;
  /** Measures how well the tokens of a plan stand for all. */
  quality(
    videoId: number,
    video: EncodedVideo,
    request: PlanRequest,
    model: LoadedModel,
  ): Promise<Quality>;
  /** Makes a plan of bare features, without times and KV bytes. */
  score(
    tokens: Tensor,
    request: PlanRequest,
    options?: { readonly quality?: boolean },
  ): Promise<ScoredPlan>;
  /** Drops what was made of a video; call it before its tokens are destroyed. */
  forget(videoId: number, tokens: Tensor): void;
}

/** The request whose frames' uniqueness tells which frames are left out. */
const BY_UNIQUENESS: PlanRequest = { method: "vidcom2", retention: 1 };

export function createPlanner(gpu: Gpu, compressor: Compressor): Planner {
  const selections = createSelections(gpu, compressor);

  const withoutFrames = async (
    leftOut: LeftOut,
    videoId: number,
    video: EncodedVideo,
    request: PlanRequest,
    model: LoadedModel,
  ): Promise<Planned> => {
    if (isInside(request.method)) throw keepsFrames(request);
    const [{ selection, plan: whole }, byFrame] = await Promise.all([
      selections.ofVideo(videoId, video, request, model),
      selections.ofVideo(videoId, video, BY_UNIQUENESS, model),
    ]);
    if (selection.members !== null) throw keepsFrames(request);
    const plan = planWithout(whole, leftOut, byFrame.selection.uniqueness);
    return {
      plan: { ...plan, id: selections.nextPlanId(), request },
      video: {
        videoId,
        key: `${tokensKey(request)} without ${JSON.stringify(leftOut)}`,
        video,
        keptMask: plan.keptMask,
        positions: request.positions,
      },
    };
  };

  return {
    async plan(videoId, video, wanted, model) {
      if (wanted.leftOut !== undefined)
        return withoutFrames(wanted.leftOut, videoId, video, wanted, model);
      const [frameCount = 0, perFrame = 0] = video.tokens.dims;
      const inside = planInside(wanted, frameCount * perFrame, model);
      if (inside !== null && video.encodedTokens !== null) throw needsAllTokens(wanted);
      const request = inside === null ? wanted : ALL_TOKENS;
      const { selection, plan } = await selections.ofVideo(videoId, video, request, model);
      const driven =
        inside && (await driveFrames(compressor, video.tokens, wanted, inside.dropped));
      const counts = inside && {
        ...inside.counts,
        kvBytes: inside.counts.averageRetention * plan.kvBytes,
      };
      const frames = plan.frames.map((frame, t) => ({
        ...frame,
        uniqueness: driven?.uniqueness[t] ?? frame.uniqueness,
      }));
      return {
        plan: { ...plan, frames, ...counts, request: wanted },
        video: {
          videoId,
          key: tokensKey(request),
          video,
          keptMask: plan.keptMask,
          rows: selection.members === null ? null : selection.picked,
          positions: inside === null ? request.positions : undefined,
          inside: driven?.dropped,
          steps: STEP_METHODS[wanted.method]?.(model.config.text.layers),
        },
      };
    },
    async quality(videoId, video, request, model) {
      if (isInside(request.method)) throw needsQuestion(request);
      if (request.leftOut !== undefined) throw keepsFrames(request);
      const among = await selections.choosable(video);
      const measure = await loadQuality(gpu, among?.rows ?? video.tokens);
      const { selection } = await selections.ofVideo(videoId, video, request, model);
      return measure(keptRows(selection));
    },
    async score(tokens, request, { quality = false } = {}) {
      if (isInside(request.method)) throw needsQuestion(request);
      const measure = quality ? await loadQuality(gpu, tokens) : null;
      const { selection, plan } = await selections.ofTokens(tokens, request);
      try {
        const measured = measure === null ? null : await measure(keptRows(selection));
        return { ...plan, quality: measured };
      } finally {
        selection.destroy();
        compressor.forget(tokens);
      }
    },
    forget: (videoId, tokens) => selections.forget(videoId, tokens),
  };
}

/** Returns the rows that stand for tokens: those that are kept, or what others were merged into. */
const keptRows = ({ keptIndices, members, picked }: Selection): KeptRows =>
  members === null || picked === null ? { indices: keptIndices, rows: null } : { rows: picked };

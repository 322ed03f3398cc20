// Plans of the open videos: which tokens a method keeps at a retention. The compressor keeps scores, so another
// retention costs a budget, a selection and a readback; nothing is decoded or encoded.

import { must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import { createStageStopwatch } from "../pipeline/stages.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { Compressor, Selection } from "../compression/plan.ts";
import { loadQuality, type KeptRows, type Quality } from "../compression/quality.ts";
import { STEP_METHODS } from "../compression/inside/dycoke-steps.ts";
import { amongAll, encodedRows, type EncodedTokens } from "../compression/encoded-tokens.ts";
import { INSIDE_METHODS, type InsideMethod } from "../compression/inside/inside-methods.ts";
import {
  averageRetention,
  keptRows as keptBehind,
  type TokensInLayers,
} from "../compression/inside/layer-cuts.ts";
import { leftOutFrames, type LeftOut } from "../compression/left-out.ts";
import { isInside, methodName } from "../compression/method-choices.ts";
import { ALL_TOKENS, checkRetention, completeRequest } from "../compression/request.ts";
import type { RowCut } from "../language/drop-rows.ts";
import { rateByFarRaters } from "../language/rate-by-far-raters.ts";
import {
  rateByChange,
  rateByLastRow,
  rateByNextLayer,
  rateByRaters,
  type RateRows,
} from "../language/rate-rows.ts";
import type { LoadedModel } from "../pipeline/loaded-model.ts";
import type { EncodedVideo } from "../pipeline/encode-video.ts";
import type { DroppedInside, VideoTokens } from "../pipeline/video-tokens.ts";
import type { Plan, PlanRequest, ScoredPlan } from "./api.ts";
import { planOfMask } from "./plan-of-mask.ts";

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

/** The number of selections that are kept: the retentions of a comparison, and the slider's last ones. */
const KEPT_SELECTIONS = 8;

export function createPlanner(gpu: Gpu, compressor: Compressor): Planner {
  const selections = new Map<string, Promise<{ selection: Selection; plan: Plan }>>();
  /** The requests whose scores exist, whatever their retention; used only to name the span. */
  const scored = new Set<string>();
  let lastId = 0;

  /** The encoded tokens of a video of which not all were encoded, by the video's tokens. */
  const encoded = new Map<GPUBuffer, Promise<EncodedTokens>>();

  /** Returns the tokens among which a method may choose. */
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
    facts: {
      readonly videoId: number;
      readonly columns?: number;
      readonly timesSec: readonly number[];
      readonly kvBytesPerToken: number;
      readonly among?: Promise<EncodedTokens | null>;
    },
  ): Promise<{ selection: Selection; plan: Plan }> => {
    const among = (await facts.among) ?? null;
    const tokens = among?.rows ?? all;
    const [frameCount = 0, perFrame = 0] = all.dims;
    const total = frameCount * perFrame;
    const share = (tokens.dims[1] ?? 0) / perFrame;
    const stopwatch = createStageStopwatch();
    // One submission and one readback; scores that are already there are not made again.
    const scoreKey = planKey(facts.videoId, { ...request, retention: 1 });
    const stage = scored.has(scoreKey) ? "select" : "score";
    scored.add(scoreKey);
    const selection = await stopwatch.time(stage, frameCount * perFrame, () =>
      compressor.plan(
        tokens,
        { ...request, retention: Math.min(1, checkRetention(request.retention) / share) },
        among === null ? { columns: facts.columns } : {},
      ),
    );
    const plan: Plan = {
      id: ++lastId,
      videoId: facts.videoId,
      request,
      frames: Array.from({ length: frameCount }, (_, t) => ({
        timeSec: facts.timesSec[t] ?? 0,
        uniqueness: must(selection.uniqueness[t], "uniqueness"),
        retention: share * must(selection.retentions[t], "retention"),
        budget: must(selection.budgets[t], "budget"),
      })),
      ...(among === null ? ofTokens(selection) : amongAll(selection, among.places, total)),
      total,
      kept: selection.kept,
      averageRetention: selection.kept / total,
      kvBytes: selection.kept * facts.kvBytesPerToken,
      spans: stopwatch.spans,
    };
    return { selection, plan };
  };

  const drop = (key: string): void => {
    const made = selections.get(key);
    selections.delete(key);
    made?.then(({ selection }) => selection.destroy()).catch(() => undefined);
  };

  /** Returns the selection of a request, which is kept while it is one of the last. */
  const selected = (
    videoId: number,
    video: EncodedVideo,
    request: PlanRequest,
    model: LoadedModel,
  ): Promise<{ selection: Selection; plan: Plan }> => {
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
  };

  /** Plans without some frames: what the method chose of the others stays. */
  const planWithout = async (
    leftOut: LeftOut,
    videoId: number,
    video: EncodedVideo,
    request: PlanRequest,
    model: LoadedModel,
  ): Promise<Planned> => {
    if (isInside(request.method)) throw keepsFrames(request);
    const [{ selection, plan }, byFrame] = await Promise.all([
      selected(videoId, video, request, model),
      selected(videoId, video, BY_UNIQUENESS, model),
    ]);
    if (selection.members !== null) throw keepsFrames(request);
    const uniqueness = byFrame.selection.uniqueness;
    const perFrame = plan.total / plan.frames.length;
    const keptMask = plan.keptMask.slice();
    for (const frame of leftOutFrames(leftOut, uniqueness))
      keptMask.fill(0, frame * perFrame, (frame + 1) * perFrame);
    const kept = keptMask.reduce((sum, isKept) => sum + isKept, 0);
    const share = kept / plan.kept;
    const masked = planOfMask(plan, keptMask);
    return {
      plan: {
        ...masked,
        id: ++lastId,
        request,
        frames: masked.frames.map((frame, t) => ({ ...frame, uniqueness: uniqueness[t] ?? 0 })),
        kept,
        averageRetention: plan.averageRetention * share,
        kvBytes: plan.kvBytes * share,
      },
      video: {
        videoId,
        key: `${requestKey(request)} without ${JSON.stringify(leftOut)}`,
        video,
        keptMask,
        positions: request.positions,
      },
    };
  };

  /** Lets the frame budget that a request names share what each cut keeps, at the share that it keeps of all tokens. */
  const driveFrames = async (
    tokens: Tensor,
    request: PlanRequest,
    dropped: DroppedInside | undefined,
  ): Promise<{ dropped: DroppedInside | undefined; uniqueness: ArrayLike<number> }> => {
    const [frameCount = 0, perFrame = 0] = tokens.dims;
    if (request.budget === undefined || dropped === undefined) return { dropped, uniqueness: [] };
    const cuts: RowCut[] = [];
    let uniqueness: ArrayLike<number> = [];
    for (const cut of dropped.cuts) {
      const retention = cut.keep / (frameCount * perFrame);
      const selection = await compressor.plan(tokens, { ...request, retention });
      selection.destroy();
      uniqueness = selection.uniqueness;
      const frames = { tokens: perFrame, shares: selection.retentions };
      cuts.push({ ...cut, frames });
    }
    return { dropped: { ...dropped, cuts }, uniqueness };
  };

  return {
    async plan(videoId, video, wanted, model) {
      if (wanted.leftOut !== undefined)
        return planWithout(wanted.leftOut, videoId, video, wanted, model);
      const [frameCount = 0, perFrame = 0] = video.tokens.dims;
      const inside = planInside(wanted, frameCount * perFrame, model);
      if (inside !== null && video.encodedTokens !== null) throw needsAllTokens(wanted);
      const request = inside === null ? wanted : ALL_TOKENS;
      const { selection, plan } = await selected(videoId, video, request, model);
      const driven = inside && (await driveFrames(video.tokens, wanted, inside.dropped));
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
          key: requestKey(request),
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
      const among = await choosable(video);
      const measure = await loadQuality(gpu, among?.rows ?? video.tokens);
      const { selection } = await selected(videoId, video, request, model);
      return measure(keptRows(selection));
    },
    async score(tokens, request, { quality = false } = {}) {
      if (isInside(request.method)) throw needsQuestion(request);
      const measure = quality ? await loadQuality(gpu, tokens) : null;
      const { selection, plan } = await make(tokens, request, {
        videoId: 0,
        timesSec: [],
        kvBytesPerToken: 0,
      });
      try {
        const measured = measure === null ? null : await measure(keptRows(selection));
        return { ...plan, quality: measured };
      } finally {
        selection.destroy();
        compressor.forget(tokens);
      }
    },
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
      const ofVideo = (key: string): boolean => key.startsWith(`${videoId} `);
      for (const key of scored) if (ofVideo(key)) scored.delete(key);
      for (const key of selections.keys()) if (ofVideo(key)) drop(key);
    },
  };
}

/** Returns what a method inside the decoder drops; null for one before it, and where nothing is dropped. */
function planInside(request: PlanRequest, tokens: number, model: LoadedModel) {
  const method = INSIDE_METHODS[request.method];
  if (method === undefined) return null;
  const sizes: TokensInLayers = { layers: model.config.text.layers, tokens };
  const cuts = method.cuts(sizes, checkRetention(request.retention));
  const positions = request.positions ?? method.positions;
  const dropped: DroppedInside = {
    cuts: cuts.map((cut) => ({ ...cut, positions })),
    rate: rateOf(method, model),
  };
  const last = cuts.at(-1);
  const counts = {
    kept: last === undefined ? tokens : keptBehind(last),
    averageRetention: averageRetention(cuts, sizes),
  };
  return { dropped: cuts.length === 0 ? undefined : dropped, counts };
}

/** The rows that stand for tokens: those that are kept, or what others were merged into. */
const keptRows = ({ keptIndices, members, picked }: Selection): KeptRows =>
  members === null || picked === null ? { indices: keptIndices, rows: null } : { rows: picked };

function rateOf({ rater }: InsideMethod, { config }: LoadedModel): RateRows {
  switch (rater) {
    case "last-row":
      return rateByLastRow;
    case "next-layer":
      return rateByNextLayer;
    case "raters":
      return rateByRaters;
    case "far-raters":
      return rateByFarRaters(config.text.ropeTheta);
    case "change":
      return rateByChange;
  }
}

const needsQuestion = (request: PlanRequest): AppError =>
  new AppError(
    "method-needs-question",
    `${methodName(request)} chooses no tokens before a question is asked: it drops them inside the language model.`,
    "Ask a question with it, or take a method that works before the decoder.",
  );

/** By its frames' uniqueness the frames are told that are left out. */
const BY_UNIQUENESS: PlanRequest = { method: "vidcom2", retention: 1 };

const keepsFrames = (request: PlanRequest): AppError =>
  new AppError(
    "left-out-unfit",
    `Frames cannot be left out of what ${methodName(request)} keeps, nor can its quality then be measured.`,
    "Take a method that keeps tokens as they are before the language model, and compare answers instead.",
  );

const needsAllTokens = (request: PlanRequest): AppError =>
  new AppError(
    "method-needs-all-tokens",
    `${methodName(request)} drops tokens inside the language model, which wants all of a video; of this one some were not encoded.`,
    "Open the video without chosen tokens, or take a method that works before the decoder.",
  );

/** What a selection says of tokens. */
const ofTokens = ({ tokenScores, keptMask, members }: Selection) => ({
  tokenScores,
  keptMask,
  members,
});

/** Returns a key that is equal for requests that keep the same tokens of a video, at whatever positions. */
const requestKey = (request: PlanRequest): string => JSON.stringify(completeRequest(request));

const planKey = (videoId: number, request: PlanRequest): string =>
  `${videoId} ${requestKey(request)}`;

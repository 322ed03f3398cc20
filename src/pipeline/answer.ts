// One question about one encoded video: prompt → splice → prefill → steps → text. The video's part of the KV
// cache stays; the next question under the same plan starts right after it.

import type { PositionsId } from "../compression/request.ts";
import { checkCapacity } from "../cache/kv-cache.ts";
import { forwardTokens } from "../language/decoder.ts";
import { passRows, type Survivors } from "../language/prefill-inside.ts";
import type { RowPositions } from "../language/positions.ts";
import { focusSteps, seenBySteps } from "./focus-steps.ts";
import { createPrompt } from "../language/prompt.ts";
import { checkQuestion } from "../language/question.ts";
import { layOut, type Sequence } from "../language/sequence.ts";
import type { VideoPiece } from "../model/adapters/adapter.ts";
import { askInside, counted } from "./ask-inside.ts";
import { isOwnedBy, NO_OWNER, type CachedPrefix, type CacheOwner } from "./cache-owner.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { placeRows } from "./place-rows.ts";
import {
  generateAnswer,
  readChoices,
  type AnswerOptions,
  type GeneratedAnswer,
} from "./generate-answer.ts";
import { createStageStopwatch, type StageStopwatch } from "./stages.ts";
import type { DroppedInside, VideoTokens } from "./video-tokens.ts";

export interface AnsweredFrames extends GeneratedAnswer {
  readonly promptTokens: number;
  readonly videoReused: boolean;
  readonly positions: PositionsId;
  /**
   * What each cut inside the decoder has left of the tokens, or what the last step that chose looked at; empty where nothing is
   * dropped.
   */
  readonly survivors: readonly Survivors[];
}

/**
 * Yields pieces of the answer, returns what it took.
 * @throws AppError `question-empty`, `choices-invalid`, `context-overflow`, `positions-unsupported`, `graph-cut`,
 * `attention-hidden`, `model-numbers`, `graph-run`; the signal's reason when it aborts before the first token.
 */
export async function* answer(
  model: LoadedModel,
  prefix: CachedPrefix,
  video: VideoTokens,
  question: string,
  options: AnswerOptions,
): AsyncGenerator<string, AnsweredFrames> {
  const { decoder, tokenizer, config } = model;
  const { cache } = decoder;
  const { signal } = options;
  const { inside } = video;
  const isGrid = config.positions === "grid"; // its rows keep their places behind every cut
  const stopwatch = createStageStopwatch();
  const { choices, rows: answerRows } = readChoices(model, options);
  const { prefix: pieces, suffix } = createPrompt(
    model.chatTemplate,
    tokenizer,
    config.videoToken,
    piecesOf(model, video),
    checkQuestion(question),
  );
  const { visual, ...sequence } = layOut(pieces, video.keptMask, (video.rows ?? null) !== null);
  const text = sequence.textIds.length + suffix.length;
  checkCapacity(cache, { visual, text, answer: answerRows });
  const placed = placeRows(model, pieces, video, suffix.length + answerRows);
  const room = Math.min(cache.capacity - visual - text, placed.room - suffix.length);
  const maxTokens = Math.min(options.maxTokens, room);
  signal?.throwIfAborted();

  if (inside !== undefined) await decoder.cutAt(bordersOf(inside));
  const focus = await focusSteps(model, video, sequence);
  const waits =
    inside === undefined
      ? ""
      : ` before layer ${inside.cuts[0]?.layer}${inside.rate.wants.includes("changes") ? ", measured" : ""}`;
  const tokens = `${video.key}${placed.rows === undefined ? "" : ` ${placed.id}`}${waits}`;
  const owner: CacheOwner = { kind: "frames", videoId: video.videoId, tokens };
  // A cache that could not grow has lost what it held, and so has one of a decoder that was just cut.
  const videoReused = isOwnedBy(prefix, owner) && cache.length > 0;
  const prefillStartMs = performance.now();
  const whole = { ...sequence, owner, positions: placed.rows };
  if (videoReused) cache.rollBack();
  else await prefillVideo(model, prefix, video, whole, signal, stopwatch);
  const { logits, survivors, remade } =
    inside === undefined
      ? { logits: await forwardTokens(decoder, suffix, { signal }), survivors: [], remade: null }
      : await askInside(decoder, inside, {
          ...whole,
          features: video.video.tokens,
          suffix,
          signal,
        });
  decoder.focus = focus;
  try {
    const result = yield* generateAnswer(
      model,
      {
        logits,
        maxTokens,
        choices,
        startMs: prefillStartMs,
        promptIds: [...sequence.textIds, ...suffix],
        positions: videoReused ? suffix.length : visual + text,
        remade,
        spans: stopwatch.spans,
      },
      options,
    );
    return {
      ...result,
      promptTokens: visual + text,
      videoReused,
      positions: isGrid ? placed.id : (inside?.cuts[0]?.positions ?? placed.id),
      survivors: focus === null ? survivors : seenBySteps(focus, video, sequence),
    };
  } finally {
    decoder.focus = null;
  }
}

async function prefillVideo(
  model: LoadedModel,
  prefix: CachedPrefix,
  { video, rows, inside }: VideoTokens,
  {
    owner,
    textIds,
    places,
    positions,
  }: Omit<Sequence, "visual"> & {
    readonly owner: CacheOwner;
    readonly positions: RowPositions | undefined;
  },
  signal: AbortSignal | undefined,
  stopwatch: StageStopwatch,
): Promise<void> {
  const { decoder, splicer, newline } = model;
  prefix.owner = NO_OWNER; // until the new video is wholly in
  decoder.cache.reset();
  const text = textIds.length === 0 ? null : await decoder.embed(textIds);
  const embeddings = await stopwatch.time("splice", places.length, () =>
    splicer.splice({ text, tokens: rows ?? video.tokens, newline }, places),
  );
  text?.destroy();
  try {
    const [cut] = inside?.cuts ?? [];
    if (cut === undefined) (await decoder.forward(embeddings, { signal, positions })).destroy();
    else {
      const rows = positions ?? counted(decoder, places.length);
      const wants = inside?.rate.wants ?? [];
      await passRows(decoder, embeddings, { layer: cut.layer, positions: rows, wants, signal });
    }
  } finally {
    embeddings.destroy();
  }
  decoder.cache.mark();
  prefix.owner = owner;
}

/** Returns the layers before which parts begin, ascending: those of the cuts, and for changes those before them. */
function bordersOf({ cuts, rate }: DroppedInside): number[] {
  const isMeasured = rate.wants.includes("changes");
  const layers = cuts.flatMap(({ layer }) => (isMeasured ? [layer - 1, layer] : [layer]));
  return [...new Set(layers)].filter((layer) => layer > 0).toSorted((a, b) => a - b);
}

function piecesOf({ config }: LoadedModel, { video, keptMask }: VideoTokens): VideoPiece[] {
  const { grid: tokens, timesSec, shownTimesSec, facts } = video;
  return config.pieces({
    steps: timesSec.length,
    tokens,
    timesSec: shownTimesSec.filter((_, i) => i % config.framesPerStep === 0),
    shownTimesSec,
    durationSec: facts.durationSec,
    isWhole: keptMask.every((isKept) => isKept === 1),
  });
}

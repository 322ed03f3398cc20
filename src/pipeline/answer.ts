// One question about one encoded video: prompt → splice → prefill → steps → text. The video's part of the KV
// cache stays; the next question under the same plan starts right after it, and one that goes on with the conversation, or
// with the answer, behind as much of the text as it has in common.

import type { PositionsId } from "../compression/request.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { forwardTokens, type Decoder } from "../language/decoder.ts";
import type { Survivors } from "../language/prefill-inside.ts";
import { focusSteps, seenBySteps } from "./focus-steps.ts";
import type { EarlierTurn } from "../language/prompt.ts";
import { askInside } from "./ask-inside.ts";
import { isOwnedBy, reusable, type CachedPrefix, type FramesOwner } from "./cache-owner.ts";
import { framesPrompt } from "./frames-prompt.ts";
import type { LoadedModel } from "./loaded-model.ts";
import {
  generateAnswer,
  readChoices,
  type AnswerOptions,
  type GeneratedAnswer,
} from "./generate-answer.ts";
import { createStageStopwatch } from "./stages.ts";
import { readVideoPart, videoPart } from "./video-part.ts";
import type { DroppedInside, VideoTokens } from "./video-tokens.ts";

export interface AnswerFramesOptions extends AnswerOptions {
  /** The turns before, in their order. The model sees as many of the last ones as it has room for. Default: none. */
  readonly earlier?: readonly EarlierTurn[] | undefined;
}

export interface AnsweredFrames extends GeneratedAnswer {
  readonly promptTokens: number;
  readonly videoReused: boolean;
  /** When the video's part was read, where that was ahead of this question and no earlier one has used it. */
  readonly ahead: FramesOwner["ahead"];
  /** How many of the earlier turns the model saw. */
  readonly turnsSeen: number;
  /** How many tokens of the text behind the video were in the cache. */
  readonly textReused: number;
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
  options: AnswerFramesOptions,
): AsyncGenerator<string, AnsweredFrames> {
  const { decoder, config } = model;
  const { cache } = decoder;
  const { signal, begun = [], compareWith } = options;
  const { inside } = video;
  const isGrid = config.positions === "grid"; // its rows keep their places behind every cut
  const stopwatch = createStageStopwatch();
  const { choices, rows: answerRows } = readChoices(model, options);
  const { suffix, sequence, placed, turnsSeen } = framesPrompt(model, video, question, {
    earlier: options.earlier ?? [],
    answerRows,
  });
  const { visual } = sequence;
  const text = sequence.textIds.length + suffix.length;
  const room = Math.min(cache.capacity - visual - text, placed.room - suffix.length);
  const maxTokens = Math.min(options.maxTokens, room);
  signal?.throwIfAborted();

  if (inside !== undefined) await decoder.cutAt(bordersOf(inside));
  const focus = await focusSteps(model, video, sequence);
  const part = videoPart(video, { sequence, placed });
  // A cache that could not grow has lost what it held, and so has one of a decoder that was just cut.
  const videoReused = isOwnedBy(prefix, part.owner) && cache.length > 0;
  const { ahead } = videoReused && prefix.owner.kind === "frames" ? prefix.owner : {};
  const prefillStartMs = performance.now();
  const typed = [...suffix, ...begun];
  const isPlain = inside === undefined && focus === null;
  // A question alone is read as a whole, so that it is answered alike whatever was asked before.
  const goesOn = isPlain && videoReused && (turnsSeen > 0 || begun.length > 0);
  const textReused = goesOn ? reusable(prefix.said, typed, cache.canCut) : 0;
  prefix.said = []; // until the new text is wholly in
  if (videoReused) {
    prefix.owner = part.owner; // what was read ahead is used now
    cache.rollBack(textReused);
  } else await readVideoPart(model, prefix, video, part, { signal, stopwatch });
  const videoRows = cache.length - textReused;
  const { logits, survivors, remade } =
    inside === undefined
      ? await askPlainly(decoder, focus === null ? typed.slice(textReused) : suffix, signal)
      : await askInside(decoder, inside, {
          ...part,
          features: video.video.tokens,
          suffix,
          signal,
        });
  decoder.focus = focus;
  try {
    const first = isPlain ? logits : await replay(decoder, logits, begun, signal);
    const result = yield* generateAnswer(
      model,
      {
        logits: first,
        maxTokens,
        choices,
        startMs: prefillStartMs,
        promptIds: [...sequence.textIds, ...suffix],
        positions: (videoReused ? suffix.length - textReused : visual + text) + begun.length,
        remade,
        spans: stopwatch.spans,
      },
      options,
    );
    // What a comparison or a choice has left behind the question is no answer.
    const isKept = isPlain && choices === null && compareWith === undefined;
    const rows = cache.length - videoRows;
    if (isKept) prefix.said = [...suffix, ...result.ids].slice(0, rows);
    return {
      ...result,
      promptTokens: visual + text,
      videoReused,
      ahead,
      turnsSeen,
      textReused,
      positions: isGrid ? placed.id : (inside?.cuts[0]?.positions ?? placed.id),
      survivors: focus === null ? survivors : seenBySteps(focus, video, sequence),
    };
  } finally {
    decoder.focus = null;
  }
}

const askPlainly = async (
  decoder: Decoder,
  ids: readonly number[],
  signal: AbortSignal | undefined,
) => ({
  logits: await forwardTokens(decoder, ids, { signal }),
  survivors: [],
  remade: null,
});

/** Gives the model the tokens that its answer has already, one by one, and returns the logits behind the last. */
async function replay(
  decoder: Decoder,
  logits: Tensor,
  begun: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Tensor> {
  let last = logits;
  for (const id of begun) {
    last.destroy();
    last = await forwardTokens(decoder, [id], { signal });
  }
  return last;
}

/** Returns the layers before which parts begin, ascending: those of the cuts, and for changes those before them. */
function bordersOf({ cuts, rate }: DroppedInside): number[] {
  const isMeasured = rate.wants.includes("changes");
  const layers = cuts.flatMap(({ layer }) => (isMeasured ? [layer - 1, layer] : [layer]));
  return [...new Set(layers)].filter((layer) => layer > 0).toSorted((a, b) => a - b);
}

// The part of the prompt that stands before every question about the frames of a video: its rows, and who reads them when. It is
// read for the first question, or ahead of it, by the same code, so that the answer is the same.

import type { Decoder } from "../language/decoder.ts";
import { passRows } from "../language/prefill-inside.ts";
import type { RowPositions } from "../language/positions.ts";
import type { Sequence } from "../language/sequence.ts";
import { counted } from "./ask-inside.ts";
import { isOwnedBy, NO_OWNER, type CachedPrefix, type FramesOwner } from "./cache-owner.ts";
import { framesPrompt, type FramesPrompt } from "./frames-prompt.ts";
import { SHORTEST_ANSWER } from "./generate-answer.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { createStageStopwatch, type StageStopwatch } from "./stages.ts";
import type { VideoTokens } from "./video-tokens.ts";

export interface VideoPart extends Omit<Sequence, "visual"> {
  readonly owner: FramesOwner;
  readonly positions: RowPositions | undefined;
}

/** Says whose rows they are, so that what is there is read once. */
export function videoPart(
  { videoId, key, inside }: VideoTokens,
  { sequence, placed }: Pick<FramesPrompt, "sequence" | "placed">,
): VideoPart {
  const waits =
    inside === undefined
      ? ""
      : ` before layer ${inside.cuts[0]?.layer}${inside.rate.wants.includes("changes") ? ", measured" : ""}`;
  const tokens = `${key}${placed.rows === undefined ? "" : ` ${placed.id}`}${waits}`;
  const text = sequence.textIds.join(" ");
  return { ...sequence, owner: { kind: "frames", videoId, tokens, text }, positions: placed.rows };
}

interface ReadOptions {
  readonly signal: AbortSignal | undefined;
  readonly stopwatch: StageStopwatch;
  /** Whether each run is waited for before the next, so that the signal stops it sooner. */
  readonly isPatient?: boolean;
}

/** Fills the cache with the part, in the place of what it holds. Methods inside the decoder pass it on to their first cut. */
export async function readVideoPart(
  { decoder, splicer, newline }: LoadedModel,
  prefix: CachedPrefix,
  { video, rows, inside }: VideoTokens,
  { owner, textIds, places, positions }: VideoPart,
  { signal, stopwatch, isPatient }: ReadOptions,
): Promise<void> {
  prefix.owner = NO_OWNER; // until the new video is wholly in
  decoder.cache.reset();
  const text = textIds.length === 0 ? null : await decoder.embed(textIds);
  const embeddings = await stopwatch.time("splice", places.length, () =>
    splicer.splice({ text, tokens: rows ?? video.tokens, newline }, places),
  );
  text?.destroy();
  try {
    const [cut] = inside?.cuts ?? [];
    if (cut === undefined) {
      (await decoder.forward(embeddings, { signal, positions, isPatient })).destroy();
    } else {
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

/** Any, and a short one: one that is so long that the video gets other positions reads the part anew. */
const SOME_QUESTION = "?";

/**
 * Reads the part before anything is asked, where it is not there yet. When it is stopped, or fails, the cache is empty. A method
 * inside the decoder cuts its graph when it is first asked, never before, so nothing is read for it.
 * @throws AppError `chat-template`, `context-overflow`, `positions-unsupported`, `graph-run`, `graph-memory`, `gpu-memory`; the
 * signal's reason.
 */
export async function prefillAhead(
  model: LoadedModel,
  prefix: CachedPrefix,
  video: VideoTokens,
  signal?: AbortSignal,
): Promise<void> {
  if (video.inside !== undefined || video.steps !== undefined) return;
  const { decoder } = model;
  const wanted = { earlier: [], answerRows: SHORTEST_ANSWER };
  const part = videoPart(video, framesPrompt(model, video, SOME_QUESTION, wanted));
  signal?.throwIfAborted();
  if (isOwnedBy(prefix, part.owner) && decoder.cache.length > 0) return;
  const startMs = performance.now();
  prefix.said = [];
  try {
    const stopwatch = createStageStopwatch();
    await readVideoPart(model, prefix, video, part, { signal, stopwatch, isPatient: true });
    await isDone(decoder);
    signal?.throwIfAborted();
  } catch (thrown) {
    forgetPart(decoder, prefix);
    throw thrown;
  }
  prefix.owner = { ...part.owner, ahead: { startMs, endMs: performance.now() } };
}

/** Frees what was read ahead, where no question has used it. */
export function forgetAhead({ decoder }: LoadedModel, prefix: CachedPrefix): void {
  if (prefix.owner.kind === "frames" && prefix.owner.ahead !== undefined)
    forgetPart(decoder, prefix);
}

function forgetPart({ cache }: Decoder, prefix: CachedPrefix): void {
  prefix.owner = NO_OWNER;
  cache.release();
}

const isDone = ({ gpu }: Decoder): Promise<undefined> => gpu.device.queue.onSubmittedWorkDone();

// A running source in the state: how it changes, and what goes of the page when the engine forgets chunks.

import type { ReadChunk } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import { memoryIn, wholeOf, type VideoState } from "../video/state.ts";
import { updateOpen, updateWhole } from "../whole/state.ts";
import type { WholeLook } from "../whole/types.ts";
import type { State } from "../types.ts";
import type { LiveLook, LiveSource, StandingWatch } from "./types.ts";

type Ends = Parameters<typeof updateWhole>[0] & { readonly get: () => { video: VideoState } };

const NONE: readonly StandingWatch[] = [];

/** Returns what is, or was, watched for in the memory that is open. */
export function selectWatches(state: State): readonly StandingWatch[] {
  const whole = wholeOf(state.video);
  if (whole === null) return NONE;
  const { watched } = state;
  return whole.live?.watches ?? (watched?.videoId === whole.video.id ? watched.watches : NONE);
}

/** Changes what is known of a source, wherever its memory is; does nothing when that has gone. */
export function updateLive(
  ends: Ends,
  { stream }: Pick<LiveSource, "stream">,
  change: (now: LiveLook) => Partial<LiveLook>,
): void {
  const whole = memoryIn(ends.get().video);
  const live = whole?.live;
  if (whole === null || live?.stream !== stream) return;
  updateWhole(ends, whole.video.id, () => ({ live: { ...live, ...change(live) } }));
}

const MOST_HIDDEN = 100;

/** Notes that the tab goes to the background at a time of the source, or comes back. */
export const noteHidden = (
  ends: Ends,
  source: Pick<LiveSource, "stream">,
  isHidden: boolean,
  nowSec: number,
): void =>
  updateLive(ends, source, ({ hidden }) => {
    const before = hidden.map(({ fromSec, toSec }) => ({ fromSec, toSec: toSec ?? nowSec }));
    const now = isHidden ? [...before, { fromSec: nowSec, toSec: null }] : before;
    return { hidden: now.slice(-MOST_HIDDEN) };
  });

/** Describes a source as it is after another chunk, and keeps its newest frame on show where it was on show. */
export function growLive(
  { get, set }: Pick<SessionContext, "get" | "set">,
  { stream }: Pick<LiveSource, "stream">,
): void {
  const { video, selected } = get();
  const whole = memoryIn(video);
  if (whole === null || whole.live?.stream !== stream) return;
  const { timesSec, chunks } = whole;
  const facts = { ...whole.video.facts, durationSec: timesSec.at(-1) ?? 0 };
  const now = { ...whole.video, timesSec, chunkCount: chunks.length, facts };
  updateWhole({ get, set }, now.id, () => ({ video: now }));
  updateOpen({ get, set }, (open) => ({ ...open, facts }));
  const last = timesSec.length - 1;
  const before = last - (chunks.at(-1)?.timesSec.length ?? 0);
  if (wholeOf(video) === whole && selected >= before) set({ selected: last });
}

/** The levels of so many tokens that are gone: one array for all chunks of a size, because of hours there are thousands. */
const GONE = new Map<number, Uint8Array<ArrayBuffer>>();

function goneLevels(tokens: number): Uint8Array<ArrayBuffer> {
  const known = GONE.get(tokens);
  const levels = known ?? new Uint8Array(tokens);
  if (known === undefined) GONE.set(tokens, levels);
  return levels;
}

const forgotten = (chunk: ReadChunk): ReadChunk => ({
  ...chunk,
  detailed: 0,
  compact: 0,
  levels: goneLevels(chunk.levels.length),
  scores: null,
});

/** Frees the pictures of chunks that the engine has forgotten. Their times stay, so that the ribbon does. */
export function forgetChunks(
  ends: Ends,
  { stream }: Pick<LiveSource, "stream">,
  gone: readonly number[],
): void {
  const whole = memoryIn(ends.get().video);
  if (whole === null || whole.live?.stream !== stream) return;
  const isGone = new Set(gone);
  const { strip, chunks } = whole;
  const spans = spansOf(chunks, isGone);
  const isInside = (index: number) => spans.some(([from, to]) => index >= from && index < to);
  for (const frame of strip) if (isInside(frame.index)) frame.thumbnail.close();
  const change: Partial<WholeLook> = {
    strip: strip.filter(({ index }) => !isInside(index)),
    chunks: chunks.map((chunk) => (isGone.has(chunk.index) ? forgotten(chunk) : chunk)),
  };
  updateWhole(ends, whole.video.id, () => change);
}

/** The frames of the chunks, from one up to another. */
function spansOf(
  chunks: readonly ReadChunk[],
  isGone: ReadonlySet<number>,
): (readonly [from: number, to: number])[] {
  let from = 0;
  const spans: (readonly [number, number])[] = [];
  for (const { index, timesSec } of chunks) {
    if (isGone.has(index)) spans.push([from, from + timesSec.length]);
    from += timesSec.length;
  }
  return spans;
}

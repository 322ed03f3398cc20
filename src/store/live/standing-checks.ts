// Asks standing questions about every new chunk of a running source, one after the other, and logs when they fire.

import { toPlainError, isAbort } from "../../base/errors.ts";
import type { ReadChunk } from "../../engine/api.ts";
import { checkStanding, fires } from "../../evaluation/standing.ts";
import type { SessionContext } from "../session/context.ts";
import type { State } from "../types.ts";
import { memoryIn } from "../video/state.ts";
import { chunkStart } from "../whole/selectors.ts";
import type { WholeLook } from "../whole/types.ts";
import { pictureOf } from "./picture-of.ts";
import { updateLive } from "./state.ts";
import type { LiveSource, StandingHit, StandingWatch } from "./types.ts";

/** A question that is so many chunks late leaves some out, so that it never falls behind further. */
const MOST_LATE = 4;
const MOST_HITS = 200;

const placeOf = ({ timesSec }: ReadChunk): number => Math.floor(timesSec.length / 2);
const middleOf = (chunk: ReadChunk): number => chunk.timesSec[placeOf(chunk)] ?? 0;

/** Checks from the next chunk on, until the returned function is called. */
export function followStanding(
  context: SessionContext,
  subscribe: (listener: (state: State) => void) => () => void,
  source: LiveSource,
): () => void {
  const { engine, env, get } = context;
  /** By watch, the next chunk to ask about. */
  const next = new Map<number, number>();
  const stopping = new AbortController();
  let isRunning = false;

  const lookNow = (): WholeLook | null => {
    const whole = memoryIn(get().video);
    return whole?.live?.stream === source.stream ? whole : null;
  };

  const update = (id: number, change: (now: StandingWatch) => Partial<StandingWatch>): void =>
    updateLive(context, source, ({ watches }) => ({
      watches: watches.map((one) => (one.id === id ? { ...one, ...change(one) } : one)),
    }));

  /** Returns a question and the chunk that it is to be asked about; null when all have been asked. */
  const due = (): { watch: StandingWatch; chunk: ReadChunk; whole: WholeLook } | null => {
    const whole = lookNow();
    for (const watch of whole?.live?.watches ?? []) {
      if (whole === null) break;
      const { length } = whole.chunks;
      let at = next.get(watch.id) ?? length;
      const late = length - at - MOST_LATE;
      if (late > 0) {
        update(watch.id, ({ skipped }) => ({ skipped: skipped + late }));
        at += late;
      }
      next.set(watch.id, at);
      const chunk = whole.chunks[at];
      if (chunk !== undefined) return { watch, chunk, whole };
    }
    return null;
  };

  const hitOf = async (
    { chunks, strip }: WholeLook,
    chunk: ReadChunk,
    probability: number,
  ): Promise<StandingHit> => {
    const { index } = chunk;
    const frame = chunkStart(chunks, index) + placeOf(chunk);
    // Of a long reading one picture a chunk is kept.
    const still = strip.findLast((one) => one.index <= frame);
    const picture = still === undefined ? null : await pictureOf(still);
    return { chunk: index, timeSec: middleOf(chunk), probability, picture };
  };

  const check = async ({ watch, chunk, whole }: NonNullable<ReturnType<typeof due>>) => {
    const { id, asked } = watch;
    next.set(id, chunk.index + 1);
    try {
      const probability = await checkStanding(engine, whole.video, asked, chunk, stopping.signal);
      const timeSec = middleOf(chunk);
      const lastSec = watch.hits.at(-1)?.timeSec ?? null;
      const hit = fires(asked, { probability, timeSec, lastSec })
        ? await hitOf(lookNow() ?? whole, chunk, probability)
        : null;
      if (hit !== null && watch.notifies)
        (await env.live()).showNotification(asked.question, whole.video.name);
      update(id, ({ checks, hits }) => ({
        checks: checks + 1,
        last: { timeSec, probability },
        error: null,
        ...(hit !== null && { hits: [...hits, hit].slice(-MOST_HITS) }),
      }));
    } catch (thrown) {
      if (!isAbort(thrown)) update(id, () => ({ error: toPlainError(thrown) }));
    }
  };

  const run = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    try {
      for (let one = due(); one !== null && !stopping.signal.aborted; one = due()) await check(one);
    } finally {
      isRunning = false;
    }
  };

  const unsubscribe = subscribe(() => void run());
  return () => {
    unsubscribe();
    stopping.abort();
  };
}

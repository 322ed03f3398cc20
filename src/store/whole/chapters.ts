// A table of contents of a memory: one short answer a chunk, made while nothing else is asked or read. Each is kept as it comes,
// beside a memory that is saved.

import { isAbort, toPlainError } from "../../base/errors.ts";
import { drain } from "../../base/stream.ts";
import { rangeWords, type TimeRange } from "../../base/time-range.ts";
import type { ChapterNote, ReadChunk } from "../../engine/api.ts";
import { watchOf } from "../live/watched-notes.ts";
import type { ModelLoader } from "../models/loading.ts";
import { selectModelInfo } from "../models/selectors.ts";
import { selectIsBusy } from "../selectors.ts";
import type { SessionContext } from "../session/context.ts";
import type { State } from "../types.ts";
import { selectIsReading, selectWhole } from "./selectors.ts";
import type { ChaptersState, NotesActions, WholeLook } from "./types.ts";

/** A sentence; what a model says beyond it is cut. */
const MOST_TOKENS = 32;

interface Around {
  readonly subscribe: (listener: (state: State) => void) => () => void;
  readonly models: Pick<ModelLoader, "ensure">;
}

/** Returns the chapters of the memory that is open; null where none were looked for. */
export function selectChapters(state: State): ChaptersState | null {
  const { chapters } = state;
  return chapters !== null && chapters.videoId === selectWhole(state)?.video.id ? chapters : null;
}

/** Returns the name under which it lies on the disk, whether the reader saved it or not. */
const onDisk = ({ saving, savedAs, video }: WholeLook): string | null =>
  saving.phase === "done" ? saving.memory.id : (savedAs?.id ?? video.keptId);

const isQuiet = (state: State): boolean => !selectIsBusy(state) && !selectIsReading(state);

export function createChapterActions(
  { engine, get, set }: SessionContext,
  { subscribe, models }: Around,
) {
  let making: AbortController | null = null;

  const change = (videoId: number, part: Partial<ChaptersState>): void => {
    const { chapters } = get();
    const before = chapters?.videoId === videoId ? chapters : { ...NONE, videoId };
    set({ chapters: { ...before, ...part } });
  };
  const notesOf = (videoId: number): readonly ChapterNote[] => {
    const { chapters } = get();
    return chapters?.videoId === videoId ? chapters.notes : [];
  };
  /** Keeps what there is beside the memory, where that is on the disk, and shows what lies there. */
  const keep = async (whole: WholeLook): Promise<void> => {
    const videoId = whole.video.id;
    const savedId = onDisk(whole);
    const own = notesOf(videoId);
    const all =
      savedId === null
        ? null
        : await engine.noteSaved(savedId, { chapters: own }).catch((thrown: unknown) => {
            // What nobody saved is not promised to be there later.
            if (whole.saving.phase === "done") throw thrown;
            return null;
          });
    change(videoId, { notes: all?.chapters ?? own });
    if (all !== null) set({ watched: { videoId, watches: all.watched.map(watchOf) } });
  };

  /** Resolves when nothing else is asked or read. */
  const quiet = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (isQuiet(get())) return resolve();
      const end = (): void => {
        unsubscribe();
        signal.removeEventListener("abort", stopped);
      };
      const stopped = (): void => {
        end();
        reject(signal.reason as Error);
      };
      const unsubscribe = subscribe((state) => {
        if (!isQuiet(state)) return;
        end();
        resolve();
      });
      signal.addEventListener("abort", stopped, { once: true });
    });

  /** Asks about one chunk; null where something else was asked meanwhile, which has precedence. */
  const describe = async (
    whole: WholeLook,
    chunk: ReadChunk,
    signal: AbortSignal,
  ): Promise<ChapterNote | null> => {
    const { index, timesSec } = chunk;
    const next = whole.chunks[index + 1]?.timesSec[0];
    const range = { fromSec: timesSec[0] ?? 0, toSec: next ?? whole.video.facts.durationSec };
    const other = new AbortController();
    const unsubscribe = subscribe((state) => {
      if (!isQuiet(state)) other.abort();
    });
    try {
      const question = selectModelInfo(get())?.topics.find(({ label }) => label === WHAT)?.example;
      const answer = engine.ask(whole.video, question ?? questionAbout(range), {
        // Nothing else is shown, so that nothing else is told of.
        range: { fromSec: range.fromSec, toSec: timesSec.at(-1) ?? range.fromSec },
        relevance: "even",
        catchesUp: false,
        maxTokens: MOST_TOKENS,
        signal: AbortSignal.any([signal, other.signal]),
      });
      const { text, stop } = await drain(answer, () => undefined);
      return stop === "stopped" ? null : { chunk: index, ...range, text: sentenceOf(text) };
    } catch (thrown) {
      if (other.signal.aborted && !signal.aborted) return null;
      throw thrown;
    } finally {
      unsubscribe();
    }
  };

  return {
    refreshNotes: async () => {
      const whole = selectWhole(get());
      if (whole === null) return;
      await keep(whole).catch((thrown: unknown) =>
        change(whole.video.id, { making: { phase: "failed", error: toPlainError(thrown) } }),
      );
    },
    makeChapters: async () => {
      const begun = selectWhole(get());
      if (begun === null || making !== null) return;
      const videoId = begun.video.id;
      const mine = new AbortController();
      making = mine;
      change(videoId, { making: { phase: "running" } });
      try {
        await models.ensure();
        for (;;) {
          await quiet(mine.signal);
          const whole = selectWhole(get());
          if (whole?.video.id !== videoId) break;
          const known = new Set(notesOf(videoId).map(({ chunk }) => chunk));
          const next = whole.chunks.find(({ index }) => !known.has(index));
          if (next === undefined) break;
          const made = await describe(whole, next, mine.signal);
          if (made === null) continue;
          change(videoId, { notes: inOrder([...notesOf(videoId), made]) });
          await keep(whole);
        }
        change(videoId, { making: { phase: "rest" } });
      } catch (thrown) {
        const isEnd = isAbort(thrown) || selectWhole(get())?.video.id !== videoId;
        change(videoId, {
          making: isEnd ? { phase: "rest" } : { phase: "failed", error: toPlainError(thrown) },
        });
      } finally {
        making = null;
      }
    },
    stopChapters: async () => making?.abort(),
  } satisfies Partial<NotesActions>;
}

const NONE: Pick<ChaptersState, "notes" | "making"> = { notes: [], making: { phase: "rest" } };

const inOrder = (notes: readonly ChapterNote[]): ChapterNote[] =>
  notes.toSorted((one, other) => one.chunk - other.chunk);

/** What a model that was trained for one world calls the questions about what happens, which it knows in their words only. */
const WHAT = "What happens";

/** "What happens at 0:16–0:24?" */
const questionAbout = ({ fromSec, toSec }: TimeRange): string =>
  `What happens at ${rangeWords({ fromSec: Math.floor(fromSec), toSec: Math.floor(toSec) })}?`;

/** Returns the first sentence of an answer, in one line. */
function sentenceOf(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return /^.*?[.!?。！？](?= |$)/.exec(line)?.[0] ?? line;
}

// Reads a video whole. The memory is in the state as soon as the engine has opened it, and fills chunk by chunk. A pause
// aborts the call's signal, and the engine then returns what was read.

import { isAbort, toPlainError } from "../../base/errors.ts";
import { otherFile } from "../../base/other-file.ts";
import type {
  InspectedFile,
  WholeVideo,
  ReadingEvents,
  ReadReport,
  SavedMemory,
} from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import type { OpeningEvent } from "../video/opening/machine.ts";
import { frameAt } from "../video/frame-at.ts";
import { memoryIn, openIn, wholeOf } from "../video/state.ts";
import { updateOpen, updateWhole } from "./state.ts";
import { fillWhole, MOST_PICTURES } from "./fill-whole.ts";
import { timeUnasked } from "./time-unasked.ts";
import type { WholeLook, ReadingState } from "./types.ts";
import { isPageError } from "../session/page-error.ts";
import type { Actions } from "../types.ts";
import type { Count } from "../video/types.ts";

/** What an opening asks of a reading. */
export interface Arrival {
  /** Aborted when the opening is stopped or another one takes its place. */
  readonly signal: AbortSignal;
  /** Puts the memory into the state, where it then fills. */
  readonly onOpen: (video: WholeVideo) => void;
}

export interface WholeReader {
  /**
   * Resolves when the reading has ended, however it did. Rejects when it fails before the memory is in the state. One that the
   * reader has not asked for waits for him where it takes long.
   */
  readonly read: (
    file: InspectedFile,
    arrival: Arrival & { readonly isAsked: boolean },
  ) => Promise<void>;
  /** Reads a source as it happens; resolves when it has ended. Rejects as `read` does. */
  readonly readLive: (
    read: (
      events: ReadingEvents & { readonly onOpen: (video: WholeVideo) => void },
    ) => Promise<ReadReport>,
    arrival: Arrival,
  ) => Promise<unknown>;
  readonly restore: (
    saved: SavedMemory,
    arrival: Arrival & { readonly onProgress: (progress: Count) => void },
  ) => Promise<void>;
  readonly pause: (ending: "paused" | "stopped") => void;
  readonly readOn: () => Promise<void>;
  /**
   * Does what cannot be done while something is read into the memory. A reading under way pauses behind its chunk, and goes on
   * afterwards where `goesOn` is true.
   */
  readonly rest: (work: () => Promise<void>, goesOn: boolean) => Promise<void>;
  readonly attach: (file: File) => void;
}

/** Creates the reader; `tell` sends the machine of openings the event that a memory was emptied. */
export function createWholeReader(
  context: SessionContext,
  tell: (event: OpeningEvent) => void,
  notify: Actions["notify"],
): WholeReader {
  const { engine, env, get, set } = context;
  let running: {
    readonly abort: AbortController;
    readonly id: () => number | null;
    readonly ended: Promise<void>;
  } | null = null;
  let resting: Promise<void> = Promise.resolve();

  const endOf = (now: WholeLook, isComplete: boolean, wasAborted: boolean): ReadingState => {
    if (isComplete) return { phase: "done" };
    if (!wasAborted) return { phase: "ended" };
    const wanted = now.reading.phase === "reading" ? now.reading.ending : null;
    return { phase: wanted ?? "paused" };
  };

  /** Shows the moment that is waited for when it has been read. */
  const showAwaited = (id: number | null): void => {
    const { video, awaitedSec } = get();
    const whole = wholeOf(video);
    if (awaitedSec === null || whole?.video.id !== id) return;
    const { timesSec } = whole;
    if ((timesSec.at(-1) ?? -1) < awaitedSec) return;
    set({ selected: frameAt(timesSec, awaitedSec), awaitedSec: null });
  };

  /** Removes a memory that the engine has closed because nothing is in it. */
  const giveUp = (videoId: number, thrown: unknown): void => {
    const error = isAbort(thrown) ? null : toPlainError(thrown);
    if (error !== null && isPageError(error)) set({ engine: { phase: "failed", error } });
    // What was read before comes back, and has no place for a failure that is not its own.
    else if (error !== null && (openIn(get().video)?.earlier ?? null) !== null) notify(error);
    tell({ kind: "emptied", videoId, error });
  };

  /**
   * Reads one stretch, until it has ended, however it did, and resolves with the memory's id. The memory is `known`, or the
   * one that `begin` says was opened. Rejects when the stretch ends before a memory was opened.
   */
  const stretch = async (
    abort: AbortController,
    known: WholeVideo | null,
    begin: (events: ReadingEvents, opened: (video: WholeVideo) => void) => Promise<ReadReport>,
    from: "video" | "disk" = "video",
  ): Promise<number | null> => {
    const sinceMs = env.now();
    let id = known?.id ?? null;
    const change = (how: (now: WholeLook) => Partial<WholeLook>): boolean =>
      id !== null && updateWhole(context, id, how);
    const finish = (how: (now: WholeLook) => Partial<WholeLook>): boolean => {
      const tookMs = env.now() - sinceMs;
      return change((now) => ({ readMs: now.readMs + tookMs, ...how(now) }));
    };
    const filling = fillWhole(change, env.now, from);
    const events: ReadingEvents = {
      signal: abort.signal,
      onNotKept: (error) => notify(error, "info"),
      onFrame: filling.onFrame,
      onChunk: (chunk, use) => {
        filling.onChunk(chunk, use);
        showAwaited(id);
      },
    };
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    running = { abort, id: () => id, ended };
    try {
      const report = await begin(events, (video) => {
        id = video.id;
      });
      filling.flush();
      const isThere = finish((now) => ({
        chunks: report.chunks,
        timesSec: report.chunks.flatMap(({ timesSec }) => timesSec),
        use: report.use,
        reading: endOf(now, report.isComplete, abort.signal.aborted),
      }));
      showAwaited(id);
      if (!isThere) await engine.close(report);
      else if (report.isComplete) tell({ kind: "read", videoId: report.id });
    } catch (thrown) {
      filling.flush();
      if (id === null) throw thrown;
      const whole = memoryIn(get().video);
      const isRestoring = whole?.reading.phase === "reading" && whole.reading.from === "disk";
      const isEmpty = whole?.video.id === id && whole.chunks.length === 0;
      // The engine closes a saved memory of which only a part could be read.
      if (isEmpty || isRestoring) giveUp(id, thrown);
      else
        finish((now) => ({
          reading: isAbort(thrown)
            ? endOf(now, false, true)
            : { phase: "failed", error: toPlainError(thrown) },
        }));
    } finally {
      if (running?.abort === abort) running = null;
      end();
    }
    return id;
  };

  /** Reads the first stretch of a memory, which also ends when its opening is stopped. */
  const arrive = (
    { signal, onOpen }: Arrival,
    begin: (
      events: ReadingEvents & { readonly onOpen: (video: WholeVideo) => void },
    ) => Promise<ReadReport>,
    from: "video" | "disk" = "video",
  ): Promise<number | null> => {
    const abort = new AbortController();
    if (signal.aborted) abort.abort();
    else signal.addEventListener("abort", () => abort.abort(), { once: true });
    return stretch(
      abort,
      null,
      (events, opened) =>
        begin({
          ...events,
          onOpen: (video) => {
            opened(video);
            onOpen(video);
          },
        }),
      from,
    );
  };

  const pause: WholeReader["pause"] = (ending) => {
    const id = running?.id() ?? null;
    if (running === null || id === null) return;
    updateWhole(context, id, ({ reading }) =>
      reading.phase === "reading" ? { reading: { ...reading, ending } } : {},
    );
    running.abort.abort();
  };

  /** Pauses what nobody asked for, where the rest takes long. */
  const waiting = <E extends ReadingEvents>(events: E): E => {
    const timeOf = timeUnasked(env.now);
    return {
      ...events,
      onChunk: (chunk, use) => {
        events.onChunk?.(chunk, use);
        const memory = memoryIn(get().video);
        if (memory === null || memory.video.id !== running?.id()) return;
        const awaitsMs = timeOf(memory.video.chunkCount - memory.chunks.length);
        const { reading } = memory;
        if (awaitsMs === null || reading.phase !== "reading" || reading.ending !== null) return;
        updateWhole(context, memory.video.id, () => ({ awaitsMs }));
        pause("paused");
      },
    };
  };

  const readOn = async (): Promise<void> => {
    await resting;
    // The stretch that was told to pause reads its chunk to the end.
    if (running?.abort.signal.aborted === true) await running.ended;
    const { video } = get();
    const whole = memoryIn(video);
    if (whole === null || whole.reading.phase === "reading" || running !== null) return;
    updateWhole(context, whole.video.id, () => ({
      reading: { phase: "reading", from: "video", ending: null, leftMs: null },
      awaitsMs: null,
    }));
    // Only a memory from the disk needs its file; the engine still has that of one it read itself.
    const file = whole.savedAs === null ? null : (openIn(video)?.file.blob ?? null);
    await stretch(new AbortController(), whole.video, (events) =>
      engine.resume(whole.video, { ...events, ...(file !== null && { file }) }),
    );
  };

  return {
    readLive: (read, arrival) => arrive(arrival, read),

    read: async (file, { isAsked, ...arrival }) => {
      const { framesPerSec, shares, scorer } = get().wholeChoices;
      await arrive(arrival, (events) =>
        engine.open(file, {
          ...(isAsked ? events : waiting(events)),
          isKept: true,
          way: { kind: "whole", framesPerSec, shares, scorer },
        }),
      );
    },

    restore: async (saved, { onProgress, ...arrival }) => {
      const isOnePictureEach = saved.frames > MOST_PICTURES;
      const id = await arrive(
        arrival,
        (events) =>
          engine.reopen(saved.id, { ...events, isKept: true, isOnePictureEach, onProgress }),
        "disk",
      );
      // What is here is what is on the disk. A memory that was not read to its end can be read on.
      if (id === null) return;
      updateWhole(context, id, ({ reading }) => ({
        readMs: 0,
        ...(saved.isSaved && { saving: { phase: "done" as const, memory: saved } }),
        ...(reading.phase === "ended" && { reading: { phase: "paused" as const } }),
      }));
    },

    pause,
    readOn,

    rest: async (work, goesOn) => {
      const memory = memoryIn(get().video);
      const mine = running?.id() === memory?.video.id ? running : null;
      // What comes back from the disk is not paused: a part of it would be given up.
      const isGoing =
        mine?.abort.signal.aborted === false &&
        memory?.reading.phase === "reading" &&
        memory.reading.from === "video";
      if (isGoing) pause("paused");
      await mine?.ended;
      resting = work();
      await resting;
      const now = memoryIn(get().video);
      const isPaused = now?.video.id === memory?.video.id && now?.reading.phase === "paused";
      if (isGoing && goesOn && isPaused) void readOn();
    },

    attach: (file) => {
      const { video } = get();
      const whole = wholeOf(video);
      if (whole === null) return;
      const { id, name, facts } = whole.video;
      if (file.size === facts.bytes) {
        updateOpen(context, (open) => ({ ...open, file: { ...open.file, blob: file } }));
        updateWhole(context, id, () => ({ fileError: null }));
        return;
      }
      const fileError = toPlainError(otherFile(file, { name, bytes: facts.bytes }));
      updateWhole(context, id, () => ({ fileError }));
    },
  };
}

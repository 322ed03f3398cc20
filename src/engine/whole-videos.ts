// The calls about videos that are read whole. Each chunk is read in a turn of its own, so that questions find theirs in
// between. A memory outlives the device and the model that read it.

import { AppError } from "../base/errors.ts";
import { sweepScratch } from "../disk/scratch.ts";
import type { VideoSource } from "../media/video-source.ts";
import { createSavedMemories } from "../memory/store/saved-memories.ts";
import type { OpenLiveOptions, OpenWholeOptions, ReadingEvents, ReadReport } from "./api.ts";
import type { EngineService } from "./calls.ts";
import { describeVideo } from "./describe-whole.ts";
import { checkRead, type HeldWhole } from "./held-whole.ts";
import { exportMemory, importMemory, noteSaved, savedContent } from "./memory-files.ts";
import { beginLive, readLive, type LiveReading } from "./read-live.ts";
import { beginReading, readChunks } from "./read-whole.ts";
import { isAbandoned, keepRead } from "./kept-reading.ts";
import { deleteSaved, listSaved, openSaved, saveMemory } from "./saved-videos.ts";
import type { InTurn } from "./turn.ts";
import type { HeldVideo, Videos } from "./videos.ts";

export interface WholeCalls extends Pick<
  EngineService,
  | "openLive"
  | "resume"
  | "save"
  | "savedMemories"
  | "reopen"
  | "deleteSaved"
  | "exportMemory"
  | "importMemory"
  | "savedContent"
  | "noteSaved"
> {
  readonly openWhole: (source: VideoSource, options: OpenWholeOptions) => Promise<ReadReport>;
}

/** Makes the calls; `close` closes a video in a turn of its own. */
export function createWholeCalls(
  videos: Videos,
  inTurn: InTurn,
  close: (video: HeldWhole) => Promise<void>,
): WholeCalls {
  const memories = createSavedMemories();

  /** Lets one thing at a time be done with one video, besides questions. */
  const busyWith = async <T>(
    video: HeldWhole,
    what: NonNullable<HeldWhole["busy"]>,
    work: () => Promise<T>,
  ): Promise<T> => {
    if (video.busy !== null) {
      throw new AppError(
        "memory-busy",
        `This video is ${video.busy} at the moment.`,
        "Stop that, or wait until it is done.",
      );
    }
    video.busy = what;
    try {
      return await work();
    } finally {
      video.busy = null;
    }
  };

  const read = (video: HeldWhole, events: ReadingEvents): Promise<ReadReport> =>
    readChunks(video, events, {
      inTurn: (work) =>
        inTurn(events.signal, (turn) => {
          videos.whole(video.id);
          return work(turn);
        }),
      keep: () => keepRead(memories, video, events.onNotKept),
    });

  const live = (opened: LiveReading, events: OpenLiveOptions): Promise<ReadReport> =>
    readLive(opened, events, {
      inTurn: (work) =>
        inTurn(undefined, (turn) => {
          videos.whole(opened.video.id);
          return work(turn);
        }),
      keep: () => keepRead(memories, opened.video, events.onNotKept),
    });

  /** Tells that a video is open, and reads it; one of which nothing was read does not stay open after a failure. */
  const readOpened = async (
    video: HeldWhole,
    { isKept = false, onOpen }: Pick<OpenWholeOptions, "isKept" | "onOpen">,
    work: () => Promise<ReadReport>,
  ): Promise<ReadReport> => {
    if (isKept) video.kept = { growing: await memories.begin(), isSaved: false, isFull: false };
    onOpen?.(describeVideo(video));
    try {
      return await busyWith(video, "being read", work);
    } catch (thrown) {
      const isOpen = videos.find(video.id) !== undefined;
      if (isOpen && video.reading.memory.records.length === 0) await close(video);
      throw thrown;
    }
  };

  let swept: Promise<unknown> | null = null;
  /** Removes once what earlier visits left behind; without a disk there is nothing to remove. */
  const sweep = (): Promise<unknown> =>
    (swept ??= Promise.allSettled([sweepScratch(), memories.sweep(isAbandoned)]));

  return {
    async openWhole(source, options) {
      await sweep();
      const video = videos.add(await beginReading(videos.newId(), source, options, inTurn));
      return readOpened(video, options, () => read(video, options));
    },
    async openLive(stream, options = {}) {
      await sweep();
      const opened = await beginLive(videos.newId(), stream, options, inTurn);
      videos.add(opened.video);
      return readOpened(opened.video, options, () => live(opened, options));
    },
    async resume({ id }, { file, ...events } = {}) {
      const video = videos.whole(id);
      return busyWith(video, "being read", async () => {
        const { source } = video.reading;
        const before = source.file;
        source.file = file ?? before;
        try {
          return await read(video, events);
        } catch (thrown) {
          if (isOtherFile(thrown)) source.file = before;
          throw thrown;
        }
      });
    },
    async save({ id }, options = {}) {
      const video = videos.whole(id);
      checkRead(video);
      return busyWith(video, "being saved", () => saveMemory(memories, video, options));
    },
    async savedMemories() {
      await sweep();
      return listSaved(memories);
    },
    async reopen(savedId, options = {}) {
      await sweep();
      return openSaved(memories, savedId, options, { inTurn, videos, close });
    },
    deleteSaved: (savedId) =>
      deleteSaved(memories, savedId, videos.all().find(isWrittenTo(savedId))),
    exportMemory: (savedId) => exportMemory(memories, savedId),
    async importMemory(file, options = {}) {
      await sweep();
      return importMemory(memories, file, options);
    },
    savedContent: (savedId) => savedContent(memories, savedId),
    noteSaved: (savedId, notes) => noteSaved(memories, savedId, notes),
  };
}

const isWrittenTo =
  (savedId: string) =>
  (video: HeldVideo): video is HeldWhole =>
    video.kind === "whole" && video.kept?.growing.id === savedId;

const isOtherFile = (thrown: unknown): boolean =>
  thrown instanceof AppError && thrown.code === "memory-other-file";

// The calls about videos that are read whole. Each chunk is read in a turn of its own, so that questions find theirs in
// between. A memory outlives the device and the model that read it.

import { AppError } from "../base/errors.ts";
import { sweepScratch } from "../disk/scratch.ts";
import { createSavedMemories } from "../memory/store/saved-memories.ts";
import type { OpenWholeOptions, ReadingEvents, ReadReport } from "./api.ts";
import type { EngineService } from "./calls.ts";
import { describeVideo } from "./describe-whole.ts";
import { checkRead, type OpenWhole } from "./open-whole.ts";
import { beginReading, readChunks } from "./read-whole.ts";
import { listSaved, openSaved, saveMemory } from "./saved-videos.ts";
import type { InTurn } from "./turn.ts";
import type { Videos } from "./videos.ts";

export interface WholeCalls extends Pick<
  EngineService,
  "resume" | "save" | "savedMemories" | "reopen" | "deleteSaved"
> {
  readonly openWhole: (file: Blob, options: OpenWholeOptions) => Promise<ReadReport>;
}

/** `close` gives up a memory in a turn of its own. */
export function createWholeCalls(
  videos: Videos,
  inTurn: InTurn,
  close: (video: OpenWhole) => Promise<void>,
): WholeCalls {
  const memories = createSavedMemories();

  /** One thing at a time with one memory, but for questions. */
  const busyWith = async <T>(
    memory: OpenWhole,
    what: NonNullable<OpenWhole["busy"]>,
    work: () => Promise<T>,
  ): Promise<T> => {
    if (memory.busy !== null) {
      throw new AppError(
        "memory-busy",
        `This video is ${memory.busy} at the moment.`,
        "Stop that, or wait until it is done.",
      );
    }
    memory.busy = what;
    try {
      return await work();
    } finally {
      memory.busy = null;
    }
  };

  const read = (memory: OpenWhole, events: ReadingEvents): Promise<ReadReport> =>
    readChunks(memory, events, (work) =>
      inTurn(events.signal, (turn) => {
        videos.whole(memory.id);
        return work(turn);
      }),
    );

  let swept: Promise<unknown> | null = null;
  /** What earlier visits left behind, once; where there is no disk there is nothing to sweep. */
  const sweep = (): Promise<unknown> =>
    (swept ??= Promise.allSettled([sweepScratch(), memories.sweep()]));

  return {
    async openWhole(file, options) {
      await sweep();
      const begun = await beginReading(file, options, inTurn);
      const memory = videos.add(begun);
      options.onOpen?.(describeVideo(memory));
      try {
        return await busyWith(memory, "being read", () => read(memory, options));
      } catch (thrown) {
        // What was read before a failure can be asked about; nothing read leaves nothing.
        const isOpen = videos.find(memory.id) !== undefined;
        if (isOpen && memory.seed.records.length === 0) await close(memory);
        throw thrown;
      }
    },
    async resume({ id }, { file, ...events } = {}) {
      const memory = videos.whole(id);
      return busyWith(memory, "being read", async () => {
        const before = memory.source.file;
        memory.source.file = file ?? before;
        try {
          return await read(memory, events);
        } catch (thrown) {
          if (isOtherFile(thrown)) memory.source.file = before;
          throw thrown;
        }
      });
    },
    async save({ id }, options = {}) {
      const memory = videos.whole(id);
      checkRead(memory);
      return busyWith(memory, "being saved", () => saveMemory(memories, memory, options));
    },
    async savedMemories() {
      await sweep();
      return listSaved(memories);
    },
    async reopen(savedId, options = {}) {
      await sweep();
      return openSaved(memories, savedId, options, { inTurn, videos, close });
    },
    deleteSaved: (savedId) => memories.remove(savedId),
  };
}

const isOtherFile = (thrown: unknown): boolean =>
  thrown instanceof AppError && thrown.code === "memory-other-file";

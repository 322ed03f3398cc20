// Long videos in the session: the table of their memories. Each chunk is read in a turn of its own, so that questions
// find theirs in between. A memory outlives the device and the model that read it, and is closed by the page alone.

import { AppError } from "../base/errors.ts";
import { sweepScratch } from "../disk/scratch.ts";
import { createSavedMemories } from "../memory/store/saved-memories.ts";
import { NO_OWNER, type CacheOwner } from "../pipeline/cache-owner.ts";
import { streamOf } from "../base/stream.ts";
import type { LongReport, ReadingEvents, ReadReport } from "./api.ts";
import { askLongOnce } from "./ask-long.ts";
import type { EngineService } from "./calls.ts";
import { createFreshPieces } from "./fresh-pieces.ts";
import type { LongMemory } from "./long-memory.ts";
import { beginReading, readChunks } from "./long-reading.ts";
import { describeVideo } from "./long-report.ts";
import { listSaved, openSaved, saveMemory } from "./saved-videos.ts";
import type { InTurn } from "./turn.ts";

export type LongCalls = Pick<
  EngineService,
  | "readVideo"
  | "readOn"
  | "askLong"
  | "closeLong"
  | "saveLong"
  | "savedMemories"
  | "openSaved"
  | "deleteSaved"
>;

export interface LongVideos {
  readonly calls: LongCalls;
  /** The model or the device is going, and with it what the memories have there. */
  detach(): Promise<void>;
}

/** `inQueue` waits for its turn too, but wants no model; then what the cache holds of a closed video is forgotten. */
export function createLongVideos(
  inTurn: InTurn,
  inQueue: (work: () => Promise<void>, isClosed: (owner: CacheOwner) => boolean) => Promise<void>,
): LongVideos {
  const open = new Map<number, LongMemory>();
  const memories = createSavedMemories();
  let lastId = 0;

  const get = (id: number): LongMemory => {
    const memory = open.get(id);
    if (memory !== undefined) return memory;
    throw new AppError(
      "memory-gone",
      "The memory of this video was closed.",
      "Open it again if it was saved, or read the video again.",
    );
  };

  /** One thing at a time with one memory, but for questions. */
  const busyWith = async <T>(
    memory: LongMemory,
    what: NonNullable<LongMemory["busy"]>,
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

  const close = (memory: LongMemory): Promise<void> =>
    inQueue(
      async () => {
        open.delete(memory.id);
        await memory.detach();
        await memory.store.destroy();
      },
      (owner) => owner.kind === "memory" && owner.videoId === memory.id,
    );

  const read = (memory: LongMemory, events: ReadingEvents): Promise<ReadReport> =>
    readChunks(memory, events, (work) =>
      inTurn(events.signal, (turn) => {
        get(memory.id);
        return work(turn);
      }),
    );

  let swept: Promise<unknown> | null = null;
  /** What earlier visits left behind, once; where there is no disk there is nothing to sweep. */
  const sweep = (): Promise<unknown> =>
    (swept ??= Promise.allSettled([sweepScratch(), memories.sweep()]));

  const calls: LongCalls = {
    async readVideo(file, options = {}) {
      await sweep();
      const id = ++lastId;
      const memory = await beginReading(id, file, options, inTurn);
      open.set(id, memory);
      options.onOpen?.(describeVideo(memory));
      try {
        return await busyWith(memory, "being read", () => read(memory, options));
      } catch (thrown) {
        // What was read before a failure can be asked about; nothing read leaves nothing.
        if (open.has(id) && memory.seed.records.length === 0) await close(memory);
        throw thrown;
      }
    },
    async readOn({ id }, { file, ...events } = {}) {
      const memory = get(id);
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
    askLong({ id }, question, options = {}) {
      const askedMs = performance.now();
      return streamOf<string, LongReport>((push, signal) => {
        const pieces = createFreshPieces(push);
        return inTurn(signal, async (turn) => {
          const memory = get(id);
          if (memory.seed.records.length === 0) throw nothingRead();
          const reader = await memory.reader(turn);
          turn.prefix.owner = NO_OWNER;
          const onPiece = pieces.begin();
          return askLongOnce(turn, reader, question, options, { signal, askedMs, onPiece });
        });
      }, options.signal);
    },
    async closeLong({ id }) {
      const memory = open.get(id);
      if (memory !== undefined) await close(memory);
    },
    async saveLong({ id }, options = {}) {
      const memory = get(id);
      if (memory.seed.records.length === 0) throw nothingRead();
      return busyWith(memory, "being saved", () => saveMemory(memories, memory, options));
    },
    async savedMemories() {
      await sweep();
      return listSaved(memories);
    },
    async openSaved(savedId, options = {}) {
      await sweep();
      return openSaved(memories, savedId, options, {
        inTurn,
        add(make) {
          const memory = make(++lastId);
          open.set(memory.id, memory);
          return memory;
        },
        close,
      });
    },
    deleteSaved: (savedId) => memories.remove(savedId),
  };

  return {
    calls,
    async detach() {
      await Promise.all([...open.values()].map((memory) => memory.detach()));
    },
  };
}

const isOtherFile = (thrown: unknown): boolean =>
  thrown instanceof AppError && thrown.code === "memory-other-file";

const nothingRead = (): AppError =>
  new AppError(
    "memory-empty",
    "Nothing of this video has been read yet.",
    "Wait until its first part is in.",
  );

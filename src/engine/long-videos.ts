// Long videos in the session: the table of their memories. Each chunk is read in a turn of its own, so that questions
// find theirs in between. A memory outlives the device and the model that read it, and is closed by the page alone.

import { AppError } from "../base/errors.ts";
import { sweepScratch } from "../disk/scratch.ts";
import { createSavedMemories } from "../memory/store/saved-memories.ts";
import { NO_OWNER, type CacheOwner } from "../pipeline/cache-owner.ts";
import type { LongReport, ReadReport, SavedMemory } from "./api.ts";
import { askLongOnce } from "./ask-long.ts";
import { createFreshPieces } from "./fresh-pieces.ts";
import type { LongMemory } from "./long-memory.ts";
import { beginReading, readChunks } from "./long-reading.ts";
import { describeVideo } from "./long-report.ts";
import type { Calls, Note } from "./protocol.ts";
import { listSaved, openSaved, saveMemory } from "./saved-videos.ts";
import type { InTurn } from "./turn.ts";

type Tell = (note: Note) => void;
type LongCall<Name extends keyof Calls, Result> = (
  args: Calls[Name],
  signal: AbortSignal,
  tell: Tell,
) => Promise<Result>;

export interface LongCalls {
  readonly readVideo: LongCall<"readVideo", ReadReport>;
  readonly readOn: LongCall<"readOn", ReadReport>;
  readonly askLong: LongCall<"askLong", LongReport>;
  readonly closeLong: (args: Calls["closeLong"]) => Promise<void>;
  readonly saveLong: LongCall<"saveLong", SavedMemory>;
  readonly savedMemories: () => Promise<SavedMemory[]>;
  readonly openSaved: LongCall<"openSaved", ReadReport>;
  readonly deleteSaved: (args: Calls["deleteSaved"]) => Promise<void>;
}

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

  const read = (memory: LongMemory, signal: AbortSignal, tell: Tell): Promise<ReadReport> =>
    readChunks(memory, {
      tell,
      inTurn: (work) =>
        inTurn(signal, (turn) => {
          get(memory.id);
          return work(turn);
        }),
    });

  let swept: Promise<unknown> | null = null;
  /** What earlier visits left behind, once; where there is no disk there is nothing to sweep. */
  const sweep = (): Promise<unknown> =>
    (swept ??= Promise.allSettled([sweepScratch(), memories.sweep()]));

  const calls: LongCalls = {
    async readVideo(args, signal, tell) {
      await sweep();
      const id = ++lastId;
      const memory = await beginReading(id, args, signal, inTurn);
      open.set(id, memory);
      tell({ kind: "long-opened", video: describeVideo(memory) });
      try {
        return await busyWith(memory, "being read", () => read(memory, signal, tell));
      } catch (thrown) {
        // What was read before a failure can be asked about; nothing read leaves nothing.
        if (open.has(id) && memory.seed.records.length === 0) await close(memory);
        throw thrown;
      }
    },
    async readOn({ videoId, file }, signal, tell) {
      const memory = get(videoId);
      return busyWith(memory, "being read", async () => {
        const before = memory.source.file;
        memory.source.file = file ?? before;
        try {
          return await read(memory, signal, tell);
        } catch (thrown) {
          if (isOtherFile(thrown)) memory.source.file = before;
          throw thrown;
        }
      });
    },
    askLong(args, signal, tell) {
      const askedMs = performance.now();
      const pieces = createFreshPieces((text) => tell({ kind: "piece", text }));
      return inTurn(signal, async (turn) => {
        const memory = get(args.videoId);
        if (memory.seed.records.length === 0) throw nothingRead();
        const reader = await memory.reader(turn);
        turn.prefix.owner = NO_OWNER;
        return askLongOnce(turn, reader, args, {
          signal,
          askedMs,
          onPiece: pieces.begin(),
          onChoice: (choice) => tell({ kind: "choice", choice }),
        });
      });
    },
    async closeLong({ videoId }) {
      const memory = open.get(videoId);
      if (memory !== undefined) await close(memory);
    },
    async saveLong({ videoId }, signal, tell) {
      const memory = get(videoId);
      if (memory.seed.records.length === 0) throw nothingRead();
      return busyWith(memory, "being saved", () => saveMemory(memories, memory, signal, tell));
    },
    async savedMemories() {
      await sweep();
      return listSaved(memories);
    },
    async openSaved(args, signal, tell) {
      await sweep();
      return openSaved(memories, args, {
        signal,
        tell,
        inTurn,
        add(make) {
          const memory = make(++lastId);
          open.set(memory.id, memory);
          return memory;
        },
        close,
      });
    },
    deleteSaved: ({ savedId }) => memories.remove(savedId),
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

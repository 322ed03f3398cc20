// Reads a whole video, from its file or from where reading stopped.

import { isAbort } from "../base/errors.ts";
import { openScratch } from "../disk/scratch.ts";
import type { VideoSource } from "../media/video-source.ts";
import { createEntrySpill } from "../memory/store/entry-spill.ts";
import { openReading } from "../pipeline/reading.ts";
import type { FrameSeen, OpenWholeOptions, ReadingEvents, ReadReport } from "./api.ts";
import { describeChunk, describeReading, memoryUse } from "./describe-whole.ts";
import { modelKey } from "./model-key.ts";
import { attachedMemory, holdWhole, type HeldWhole } from "./held-whole.ts";
import type { InTurn, ReadyBench } from "./turn.ts";

/** Opens the file and an empty memory. @throws AppError like `openReading`. */
export async function beginReading(
  id: number,
  source: VideoSource,
  { hostBytes, signal, way: settings }: OpenWholeOptions,
  inTurn: InTurn,
): Promise<HeldWhole> {
  const store = createEntrySpill({ hostBytes, openScratch });
  try {
    return await inTurn(signal, async (turn) => {
      const reading = await openReading(turn, { id, source }, { store, settings, signal });
      const model = modelKey(turn.model);
      return holdWhole({ reading, store, model, liesWhereSaved: false });
    });
  } catch (thrown) {
    await store.destroy();
    throw thrown;
  }
}

interface Steps {
  readonly inTurn: (work: (turn: ReadyBench) => Promise<boolean>) => Promise<boolean>;
  /** Writes what was read to the disk, where that is wished. */
  readonly keep: () => Promise<void>;
}

/** Reads to the end, or until `inTurn` refuses a turn because it was stopped. After a failure, what was read stays. */
export async function readChunks(
  video: HeldWhole,
  { onFrame, onChunk }: ReadingEvents,
  { inTurn, keep }: Steps,
): Promise<ReadReport> {
  const { reading } = video;
  const tellFrame = frameTeller(video, onFrame);
  try {
    for (let isMore = true; isMore;) {
      isMore = await inTurn(async (turn) => {
        await attachedMemory(video, turn);
        return (await reading.next(turn, tellFrame)) !== null;
      });
      await keep();
      tellChunks(video, onChunk);
    }
  } catch (thrown) {
    if (!isAbort(thrown) || reading.memory.records.length === 0) throw thrown;
  } finally {
    await reading.close();
  }
  return describeReading(video);
}

/** Returns what sends the page each frame once. */
export function frameTeller(
  { told }: HeldWhole,
  onFrame: ReadingEvents["onFrame"],
): (frame: FrameSeen) => void {
  return (frame) => {
    const isNew = frame.index >= told.frames;
    told.frames = Math.max(told.frames, frame.index + 1);
    if (isNew && onFrame !== undefined) onFrame(frame);
    else frame.thumbnail.close();
  };
}

/** Sends the page the chunks that it has not been sent yet. */
export function tellChunks(video: HeldWhole, onChunk: ReadingEvents["onChunk"]): void {
  const { told, reading } = video;
  const { records } = reading.memory;
  for (const record of records.slice(told.chunks)) {
    onChunk?.(describeChunk(record), memoryUse(video));
  }
  told.chunks = records.length;
}

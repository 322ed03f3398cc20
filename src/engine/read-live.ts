// Reads a source as it happens, until its stream ends or the reading is stopped. Each chunk has its turn when its frames are
// there, so that nobody waits at the model for what has not happened yet.

import { openScratch } from "../disk/scratch.ts";
import type { LiveFrames } from "../media/live/live-frames.ts";
import { openLiveFrames } from "../media/live/live-frames.ts";
import { isForgotten } from "../memory/forget.ts";
import { createEntrySpill } from "../memory/store/entry-spill.ts";
import { completeReadSettings } from "../memory/read-settings.ts";
import { openLiveReading } from "../pipeline/live-reading.ts";
import type { LivePace, OpenLiveOptions, ReadReport } from "./api.ts";
import { describeReading } from "./describe-whole.ts";
import { attachedMemory, holdWhole, type HeldWhole } from "./held-whole.ts";
import { createPaceWatch } from "./live-pace.ts";
import { modelKey } from "./model-key.ts";
import { frameTeller, tellChunks } from "./read-whole.ts";
import type { InTurn, ReadyBench } from "./turn.ts";

/** Chunks whose frames may wait while the model does something else. */
const WAITING_CHUNKS = 2;

export interface LiveReading {
  readonly video: HeldWhole;
  readonly frames: LiveFrames;
}

/** Waits for the first frame, and opens an empty memory. @throws AppError `live-silent`, and those of `openLiveReading`. */
export async function beginLive(
  id: number,
  stream: ReadableStream<VideoFrame>,
  { name = "the stream", hostBytes, signal, way, patienceMs }: OpenLiveOptions,
  inTurn: InTurn,
): Promise<LiveReading> {
  const settings = completeReadSettings(way);
  const { framesPerSec, chunkFrames } = settings;
  const room = WAITING_CHUNKS * chunkFrames;
  const frames = await openLiveFrames(stream, { name, framesPerSec, room, signal, patienceMs });
  const store = createEntrySpill({ hostBytes, openScratch });
  try {
    return await inTurn(signal, async (turn) => {
      const reading = await openLiveReading(turn, { id, frames }, { store, settings, signal });
      const model = modelKey(turn.model);
      return { video: holdWhole({ reading, store, model, liesWhereSaved: false }), frames };
    });
  } catch (thrown) {
    frames.close();
    await store.destroy();
    throw thrown;
  }
}

interface Steps {
  readonly inTurn: (work: (turn: ReadyBench) => Promise<void>) => Promise<void>;
  /** Writes what was read to the disk, where that is wished. */
  readonly keep: () => Promise<void>;
}

/** Reads until no more comes. The signal ends the taking; what was taken before is read. After a failure, what was read stays. */
export async function readLive(
  { video, frames }: LiveReading,
  { signal, onFrame, onChunk, onPace, onForgotten }: OpenLiveOptions,
  { inTurn, keep }: Steps,
): Promise<ReadReport> {
  const { reading } = video;
  const { settings, timesSec } = reading;
  const { records } = reading.memory;
  const pace = createPaceWatch(settings.framesPerSec);
  const tellFrame = frameTeller(video, onFrame);
  const forgotten = new Set<number>();

  const readNext = async (turn: ReadyBench): Promise<void> => {
    await attachedMemory(video, turn);
    await reading.next(turn, tellFrame);
  };
  const tell = (): void => {
    tellChunks(video, onChunk);
    const gone = records.filter((one) => isForgotten(one) && !forgotten.has(one.index));
    for (const { index } of gone) forgotten.add(index);
    if (gone.length > 0) onForgotten?.(gone.map(({ index }) => index));
    onPace?.(paceNow());
  };
  const paceNow = (): LivePace => {
    const { dropped, missed, turns, gaps } = frames.counts;
    return {
      nowSec: frames.nowSec,
      readSec: timesSec.at(-1) ?? 0,
      framesPerSec: frames.framesPerSec,
      factor: pace.factor,
      dropped,
      missed,
      turns,
      gaps,
    };
  };

  // A question reads what waits before it is answered.
  video.catchUp = async (turn) => {
    if (frames.waiting > 0) await readNext(turn);
    tell();
  };
  const end = (): void => frames.end();
  if (signal?.aborted === true) end();
  signal?.addEventListener("abort", end, { once: true });
  try {
    while (await frames.ready(settings.chunkFrames)) {
      const [startMs, before] = [performance.now(), timesSec.length];
      await inTurn(readNext);
      await keep();
      const read = timesSec.length - before;
      if (read > 0) pace.saw(read, performance.now() - startMs);
      frames.framesPerSec = pace.framesPerSec;
      tell();
    }
  } finally {
    video.catchUp = null;
    signal?.removeEventListener("abort", end);
    frames.close();
    await reading.close();
  }
  return describeReading(video);
}

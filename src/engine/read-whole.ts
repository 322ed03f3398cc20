// The reading of a long video, from its file or from where it was stopped.

import { isAbort } from "../base/errors.ts";
import { openScratch } from "../disk/scratch.ts";
import { createEntrySpill } from "../memory/store/entry-spill.ts";
import { NO_OWNER } from "../pipeline/cache-owner.ts";
import { createVideoReader } from "../pipeline/read-video.ts";
import type { OpenWholeOptions, ReadingEvents, ReadReport } from "./api.ts";
import { createOpenWhole, type OpenWhole } from "./open-whole.ts";
import { memoryUse, describeChunk, describeReading } from "./describe-whole.ts";
import { modelKey } from "./model-key.ts";
import { nameOf, type InTurn, type Turn } from "./turn.ts";

/** An empty memory, its file open, to be given a name. @throws AppError like `createVideoReader`. */
export async function beginReading(
  file: Blob,
  { name = nameOf(file), hostBytes, signal, way: settings }: OpenWholeOptions,
  inTurn: InTurn,
): Promise<(id: number) => OpenWhole> {
  const source = { file, name };
  const store = createEntrySpill({ hostBytes, openScratch });
  try {
    return await inTurn(signal, async ({ gpu, model, compressor, prefix }) => {
      prefix.owner = NO_OWNER;
      const options = { store, settings, signal };
      const reader = await createVideoReader(gpu, model, compressor, source, options);
      const { grid, memory, seed } = reader;
      const parts = {
        source,
        store,
        restsOnSaved: false,
        model: modelKey(model),
        grid,
        entry: memory.shape,
        width: model.config.text.width,
      };
      return (id: number) => createOpenWhole({ id, ...parts }, { seed, reader });
    });
  } catch (thrown) {
    await store.destroy();
    throw thrown;
  }
}

/** Reads to the end, or to where it is stopped. `inTurn` refuses a turn then. After a failure what was read stays. */
export async function readChunks(
  memory: OpenWhole,
  { onFrame, onChunk }: ReadingEvents,
  inTurn: (work: (turn: Turn) => Promise<boolean>) => Promise<boolean>,
): Promise<ReadReport> {
  try {
    for (let isMore = true; isMore;) {
      isMore = await inTurn((turn) => memory.next(turn, onFrame));
      tellChunks(memory, onChunk);
    }
  } catch (thrown) {
    if (!isAbort(thrown) || memory.seed.records.length === 0) throw thrown;
  } finally {
    await memory.rest();
  }
  return describeReading(memory);
}

/** Those that the page has not heard of. */
export function tellChunks(memory: OpenWhole, onChunk: ReadingEvents["onChunk"]): void {
  const { told, seed } = memory;
  for (const record of seed.records.slice(told.chunks)) {
    onChunk?.(describeChunk(record), memoryUse(memory));
  }
  told.chunks = seed.records.length;
}

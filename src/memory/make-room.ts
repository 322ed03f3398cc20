// Makes room in a memory without end: older chunks are forgotten where the disk or the GPU takes no more.

import type { ChunkRecord, EntryStore } from "./chunk-record.ts";
import { chooseForgotten, forgottenRecord } from "./forget.ts";
import type { GpuPart } from "./gpu-part.ts";

interface HeldChunks extends Pick<GpuPart, "compact" | "isEndless"> {
  readonly records: ChunkRecord[];
  readonly store: EntryStore;
}

/** Forgets older chunks of a memory without end; returns whether there were any. */
async function forget({ records, store, compact, isEndless }: HeldChunks): Promise<boolean> {
  const chunks = isEndless ? chooseForgotten(records) : [];
  if (chunks.length === 0) return false;
  for (const chunk of chunks) {
    records[chunk] = forgottenRecord(chunk);
    await store.drop(chunk);
  }
  compact.drop(chunks);
  return true;
}

/** Makes room for so many compact entries; returns whether older chunks went. */
export async function makeRoom(held: HeldChunks, entries: number): Promise<boolean> {
  let hasForgotten = false;
  while (!held.compact.hasRoomFor(entries) && (await forget(held))) hasForgotten = true;
  return hasForgotten;
}

/** Stores a chunk's detailed entries; where no more are taken, older chunks give way. Returns whether they did. */
export async function storeDetailed(
  held: HeldChunks,
  chunk: number,
  detailed: ArrayBuffer,
): Promise<boolean> {
  try {
    await held.store.put(chunk, detailed);
    return false;
  } catch (thrown) {
    if (!(await forget(held))) throw thrown;
    await held.store.put(chunk, detailed);
    return true;
  }
}

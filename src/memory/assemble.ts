// Puts the decoder's cache together from chunks at either level. What is on the host or the disk is requested some
// chunks ahead, so that the disk reads, the queue uploads and the GPU places at the same time.

import { must } from "../base/assert.ts";
import type { ChunkRecord, EntryStore } from "./chunk-record.ts";
import { compactCount, pickCompact, pickEntries } from "./compact.ts";
import type { CompactStore } from "./compact-store.ts";
import type { EntryShape } from "../cache/entry-shape.ts";
import { placeUploaded } from "./place-entries.ts";
import type { AssemblyPlan } from "./plan-assembly.ts";
import type { CacheView } from "./take-entries.ts";

/** The chunks requested before their turn; each is in the host's memory once more until it is placed. */
const AHEAD = 4;

export interface MemoryParts {
  readonly records: readonly ChunkRecord[];
  readonly store: EntryStore;
  readonly compact: CompactStore;
  /** The states behind the last chunk, or the system prompt; null for a decoder without. */
  readonly states: ArrayBuffer | null;
}

/** Places the system prompt, then every chunk as it is planned. */
export async function assembleCache(
  view: CacheView,
  { records, store, compact, states }: MemoryParts,
  { isDetailed, chunks, cursor }: AssemblyPlan,
): Promise<void> {
  const { cache, shape } = view;
  // The first chunk's compact entries are its detailed ones.
  const isHere = ({ index }: ChunkRecord): boolean =>
    index < compact.chunks && (index === 0 || isDetailed[index] !== true);
  const load = async (record: ChunkRecord): Promise<ArrayBuffer> => {
    if (isDetailed[record.index] === true) return store.get(record.index);
    const entries = record.ownCompact ?? pickCompact(record, await store.get(record.index), shape);
    return thinned(entries, record, shape, must(chunks[record.index], "plan").places);
  };
  const asked = records.filter(
    (record) => !isHere(record) && (chunks[record.index]?.places.length ?? 0) > 0,
  );
  const loads: Promise<ArrayBuffer>[] = [];
  const askUpTo = (count: number): void => {
    for (const record of asked.slice(loads.length, count)) {
      const loading = load(record);
      loading.catch(() => undefined); // reported at its turn, or not at all after another failure
      loads.push(loading);
    }
  };

  cache.resize(0);
  let from = 0;
  for (const [turn, { index }] of asked.entries()) {
    askUpTo(turn + 1 + AHEAD);
    compact.place(from, Math.min(index, compact.chunks), chunks);
    const bytes = await must(loads[turn], "load");
    placeUploaded(view, bytes, must(chunks[index], "plan").positions);
    from = index + 1;
  }
  compact.place(from, compact.chunks, chunks);
  cache.resize(cache.length, cursor.next - cache.length);
  if (states !== null) cache.putStates(states);
}

function thinned(
  entries: ArrayBuffer,
  record: ChunkRecord,
  shape: EntryShape,
  places: readonly number[],
): ArrayBuffer {
  const count = compactCount(record, shape);
  return places.length === count ? entries : pickEntries(entries, shape, count, places);
}

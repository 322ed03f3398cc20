// Puts together the cache of a question about a long video alone, and waits for it. The engine does not wait for it,
// but its prefill does, so the engine's own stages do not show what the GPU takes. Uses the memory's code on a cache
// without a model.

import type { EntryShape } from "../../../src/cache/entry-shape.ts";
import type { Shares } from "../../../src/engine/api.ts";
import { openGpu } from "../../../src/gpu/device.ts";
import { createTensor } from "../../../src/gpu/tensor.ts";
import { createEntries, destroyEntries } from "../../../src/memory/entries.ts";
import { compactOf, keptOf } from "../../../src/memory/levels.ts";
import { DEFAULT_READ_SETTINGS } from "../../../src/memory/read-settings.ts";
import { createEntrySpill } from "../../../src/memory/store/entry-spill.ts";
import { createVideoMemory } from "../../../src/memory/video-memory.ts";
import { note } from "./note.ts";

export interface AssemblyArgs {
  /** An entry of the decoder's cache. */
  readonly entry: EntryShape;
  /** D */
  readonly width: number;
  readonly ropeTheta: number;
  /** The positions of the cache. */
  readonly capacity: number;
  readonly chunks: number;
  /** The steps of a chunk, which are frames in most families. */
  readonly chunkFrames: number;
  readonly tokensPerFrame: number;
  readonly shares: Shares;
  /** The numbers of the chunks in detail, including the first and last. */
  readonly detailed: readonly number[];
  readonly repeats: number;
}

/** Returns the milliseconds of each round: upload, rotation, gather, until the GPU is done. */
export async function benchAssembly({
  entry,
  width,
  ropeTheta,
  capacity,
  chunks,
  chunkFrames,
  tokensPerFrame,
  shares,
  detailed,
  repeats,
}: AssemblyArgs): Promise<number[]> {
  const gpu = await openGpu();
  const layers = Array.from({ length: entry.layers }, (_, i) =>
    createEntries(gpu, entry, capacity, `bench/cache-${i}`),
  );
  let length = 0;
  const cache = {
    shape: { entry },
    capacity,
    layers: () => layers,
    get length() {
      return length;
    },
    ahead: 0,
    resize: (to: number) => (length = to),
    reset: () => (length = 0),
    stateBytes: 0,
    takeStates: () => Promise.resolve(new ArrayBuffer(0)),
    putStates: () => undefined,
  };
  const tokens = chunkFrames * tokensPerFrame;
  const store = createEntrySpill({
    hostBytes: Infinity,
    openScratch: () => Promise.reject(new Error("All entries stay in main memory.")),
  });
  const memory = createVideoMemory({ shape: entry, width, settings: { shares }, store });
  await memory.attach(
    gpu,
    {
      cache,
      rotation: { theta: ropeTheta, rotarySize: entry.size },
      // The content of the rows does not change the time.
      append: ({ dims }) => {
        length += dims[1] ?? 0;
        return Promise.resolve();
      },
    },
    {
      compactCapacity:
        keptOf(tokens, shares.detailed) + (chunks - 1) * compactOf(tokens, shares, 0),
      compactLimit: Math.floor(capacity * DEFAULT_READ_SETTINGS.contextShare),
      system: null,
    },
  );
  const rows = createTensor(gpu, [chunkFrames, tokensPerFrame, width], "float32", "bench/tokens");
  for (let index = 0; index < chunks; index++) {
    const timesSec = Array.from({ length: chunkFrames }, (_, t) => index * chunkFrames + t);
    await memory.read({ tokens: rows, timesSec }, () => Promise.resolve(null));
    note("");
  }
  rows.destroy();

  const times: number[] = [];
  const isDetailed = Array.from({ length: chunks }, (_, chunk) => detailed.includes(chunk));
  for (let round = -1; round < repeats; round++) {
    await gpu.device.queue.onSubmittedWorkDone();
    const startMs = performance.now();
    await memory.assemble(isDetailed);
    await gpu.device.queue.onSubmittedWorkDone();
    if (round >= 0) times.push(performance.now() - startMs); // the first round compiles pipelines
    note("");
  }
  memory.detach();
  await store.destroy();
  layers.forEach(destroyEntries);
  gpu.destroy();
  return times;
}

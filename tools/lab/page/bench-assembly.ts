// The cache of a question about a long video, put together by itself and waited for: the engine never waits for it, the
// prefill behind it does, so its own stages do not show what the GPU takes. Entries of random numbers; the memory's code.

import { openGpu } from "../../../src/gpu/device.ts";
import type { ChunkRecord } from "../../../src/memory/chunk-record.ts";
import { createEntries, destroyEntries, bytesPerEntry } from "../../../src/memory/entries.ts";
import { createHostStore } from "../../../src/memory/host-store.ts";
import { evenLevels } from "../../../src/memory/levels.ts";
import { createVideoMemory } from "../../../src/memory/video-memory.ts";
import { seededNormals } from "../../../test/support/random.ts";
import type { AssemblyArgs } from "./bench-long-calls.ts";
import { note } from "./note.ts";

/** Milliseconds of each round: upload, re-rotation, gather, until the GPU is done. */
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
  const { layers: layerCount, heads, size } = entry;
  const layers = Array.from({ length: layerCount }, (_, i) =>
    createEntries(gpu, entry, capacity, `bench/cache-${i}`),
  );
  let length = 0;
  const cache = {
    capacity,
    layers,
    get length() {
      return length;
    },
    resize: (to: number) => (length = to),
    reset: () => (length = 0),
  };
  const tokens = chunkFrames * tokensPerFrame;
  const levels = evenLevels(tokens, shares);
  const store = createHostStore();
  const memory = await createVideoMemory(
    gpu,
    { cache, ropeTheta, append: () => Promise.resolve() },
    {
      frames: chunks * chunkFrames,
      highEntries: levels.low.length + (chunks - 1) * levels.high.length,
      width,
      shares,
      system: null,
      store,
    },
  );
  const ofChunk = (levels.low.length * bytesPerEntry(entry)) / Float32Array.BYTES_PER_ELEMENT;
  for (let index = 0; index < chunks; index++) {
    await store.put(index, seededNormals(ofChunk, index).buffer);
    const record: ChunkRecord = {
      index,
      timesSec: Array.from({ length: chunkFrames }, (_, t) => index * chunkFrames + t),
      tokens,
      levels,
      high: null,
      scores: null,
      frameKeys: new Float32Array(layerCount * chunkFrames * heads * size),
      frameTokens: new Float32Array(chunkFrames * width),
      pictures: [],
    };
    await memory.restore(record);
  }

  const times: number[] = [];
  const isLow = Array.from({ length: chunks }, (_, chunk) => detailed.includes(chunk));
  for (let round = -1; round < repeats; round++) {
    await gpu.device.queue.onSubmittedWorkDone();
    const startMs = performance.now();
    await memory.assemble(isLow);
    await gpu.device.queue.onSubmittedWorkDone();
    if (round >= 0) times.push(performance.now() - startMs); // the first round compiles pipelines
    note("");
  }
  memory.destroy();
  await store.destroy();
  layers.forEach(destroyEntries);
  gpu.destroy();
  return times;
}

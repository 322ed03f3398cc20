// An empty memory for a video that is to be read, with the room that it will need.

import type { Gpu } from "../gpu/device.ts";
import type { VideoFacts } from "../media/open-video.ts";
import type { EntryStore } from "../memory/chunk-record.ts";
import { compactOf, keptOf } from "../memory/levels.ts";
import { findRotation, PROBE_ROWS } from "../memory/find-rotation.ts";
import { createVideoMemory, type MemoryDecoder, type VideoMemory } from "../memory/video-memory.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { longPrompt } from "./long-prompt.ts";
import type { ReadSettings } from "../memory/read-settings.ts";

export interface PlannedReading {
  readonly facts: VideoFacts;
  readonly timesSec: readonly number[];
  readonly settings: ReadSettings;
}

export interface MemoryOptions {
  readonly store: EntryStore;
  /** Of the work that is under way. */
  readonly signal: () => AbortSignal | undefined;
}

/** Runs the system prompt. @throws AppError `memory-unsupported`. */
export async function openMemory(
  gpu: Gpu,
  model: LoadedModel,
  { facts, timesSec, settings }: PlannedReading,
  { store, signal }: MemoryOptions,
): Promise<VideoMemory> {
  const { config, decoder } = model;
  const { chunkFrames, shares, passes, prototypes, contextShare } = settings;
  const { rows, columns } = config.layout(facts, timesSec.length).tokens;
  const chunkTokens = chunkFrames * rows * columns;
  const laterChunks = Math.ceil(timesSec.length / chunkFrames) - 1;
  const { cache } = decoder;
  const { capacity } = cache;
  const { before } = longPrompt(model, "");
  // The first chunk stays in detail.
  const first = keptOf(chunkTokens, shares.detailed);
  // The next chunk is read behind all that is compact.
  const room = Math.max(0, capacity - before.length - first - chunkTokens);
  const parts: Omit<MemoryDecoder, "rotation"> = {
    cache,
    async append(embeddings) {
      (await decoder.forward(embeddings, { signal: signal() })).destroy();
    },
  };
  const system = await decoder.embed(before);
  const alike = await decoder.embed(Array<number>(PROBE_ROWS).fill(before[0] ?? 0));
  try {
    const rotation = await findRotation(gpu, parts, alike, {
      theta: config.text.ropeTheta,
      rotarySize: cache.shape.entry.size,
    });
    return await createVideoMemory(
      gpu,
      { ...parts, rotation },
      {
        compactCapacity:
          first + laterChunks * compactOf(chunkTokens, shares, prototypes ? chunkFrames : 0),
        compactLimit: Math.min(Math.floor(capacity * contextShare), room),
        width: config.text.width,
        shares,
        passes,
        prototypes,
        system,
        store,
      },
    );
  } finally {
    system.destroy();
    alike.destroy();
  }
}

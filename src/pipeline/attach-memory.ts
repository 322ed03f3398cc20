// Attaches the memory of a video to a model: computes the room its entries need there, and runs the system prompt.

import type { Grid } from "../base/shape.ts";
import { compactOf, keptOf } from "../memory/levels.ts";
import { findRotation, PROBE_ROWS } from "../memory/find-rotation.ts";
import type { ReadSettings } from "../memory/read-settings.ts";
import type { MemoryDecoder, VideoMemory } from "../memory/video-memory.ts";
import { NO_OWNER } from "./cache-owner.ts";
import type { ModelBench } from "./loaded-model.ts";
import { wholePrompt } from "./whole-prompt.ts";

export interface PlannedReading {
  /** The times of the frames that will be read. */
  readonly timesSec: readonly number[];
  readonly settings: ReadSettings;
  /** The grid of a frame's tokens, N = rows · columns. */
  readonly grid: Grid;
  readonly memory: VideoMemory;
}

/**
 * Attaches the memory of a reading, unless it is attached. Runs the system prompt, which is then all that the cache
 * holds.
 * @throws AppError `memory-unsupported`; what `VideoMemory.attach` throws.
 */
export async function attachMemory(
  { gpu, model, prefix }: Omit<ModelBench, "compressor">,
  { memory, timesSec, settings, grid }: PlannedReading,
): Promise<void> {
  if (memory.isAttached) return;
  prefix.owner = NO_OWNER;
  const { config, decoder } = model;
  const { chunkFrames, shares, prototypes, contextShare } = settings;
  const chunkTokens = chunkFrames * grid.rows * grid.columns;
  const laterChunks = Math.ceil(timesSec.length / chunkFrames) - 1;
  const { cache } = decoder;
  const { capacity } = cache;
  const { before } = wholePrompt(model, "");
  // The first chunk stays in detail.
  const first = keptOf(chunkTokens, shares.detailed);
  // The next chunk is read after all compact entries.
  const room = Math.max(0, capacity - before.length - first - chunkTokens);
  const parts: Omit<MemoryDecoder, "rotation"> = {
    cache,
    async append(embeddings) {
      (await decoder.forward(embeddings)).destroy();
    },
  };
  const system = await decoder.embed(before);
  const alike = await decoder.embed(Array<number>(PROBE_ROWS).fill(before[0] ?? 0));
  try {
    const rotation = await findRotation(gpu, parts, alike, {
      theta: config.text.ropeTheta,
      rotarySize: cache.shape.entry.size,
    });
    const compactEach = compactOf(chunkTokens, shares, prototypes ? chunkFrames : 0);
    await memory.attach(
      gpu,
      { ...parts, rotation },
      {
        compactCapacity: first + laterChunks * compactEach,
        compactLimit: Math.min(Math.floor(capacity * contextShare), room),
        system,
      },
    );
  } finally {
    system.destroy();
    alike.destroy();
  }
}

// Attaches the memory of a video to a model: computes the room its entries need there, and runs the system prompt.

import { compactOf, keptOf } from "../memory/levels.ts";
import { findRotation, PROBE_ROWS, type ProbedDecoder } from "../memory/find-rotation.ts";
import type { RotaryOptions } from "../kernels/rotary-phases.ts";
import type { RowPositions } from "../language/positions.ts";
import type { PlacedPositions } from "../memory/place-positions.ts";
import { NO_OWNER } from "./cache-owner.ts";
import type { ModelBench } from "./loaded-model.ts";
import { wholeFacts, type PlannedReading } from "./planned-reading.ts";
import { headerIds, lateFrames, rowsBeside } from "./whole-pieces.ts";

/**
 * Attaches the memory of a reading, unless it is attached. Runs the system prompt, which is then all that the cache
 * holds.
 * @throws AppError `memory-unsupported`; what `VideoMemory.attach` throws.
 */
export async function attachMemory(
  { gpu, model, prefix }: Omit<ModelBench, "compressor">,
  reading: PlannedReading,
): Promise<void> {
  const { memory, timesSec, settings, grid, isEndless = false } = reading;
  if (memory.isAttached) return;
  prefix.owner = NO_OWNER;
  const { config, decoder } = model;
  const { chunkFrames, shares, prototypes, contextShare } = settings;
  const chunkTokens = (chunkFrames / config.framesPerStep) * grid.rows * grid.columns;
  const laterChunks = isEndless ? Infinity : Math.ceil(timesSec.length / chunkFrames) - 1;
  const { cache } = decoder;
  const { capacity } = cache;
  const video = wholeFacts(reading);
  const before = headerIds(model, video);
  const beside = rowsBeside(model, isEndless ? lateFrames(video, chunkFrames) : video, chunkFrames);
  // The first chunk stays in detail.
  const first = keptOf(chunkTokens, shares.detailed) + beside;
  // The next chunk is read after all compact entries.
  const room = Math.max(0, capacity - before.length - first - chunkTokens - beside);
  const parts: ProbedDecoder = {
    cache,
    axes: decoder.positionAxes,
    async append(embeddings, place) {
      const positions = place === null ? undefined : rowPositions(place, decoder.positionAxes);
      (await decoder.forward(embeddings, { positions })).destroy();
    },
  };
  const rotation = await rotationOf({ gpu, model }, parts, before[0] ?? 0);
  const system = await decoder.embed(before);
  try {
    const compactEach =
      compactOf(chunkTokens, shares, prototypes ? chunkFrames / config.framesPerStep : 0) + beside;
    await memory.attach(
      gpu,
      { ...parts, rotation },
      {
        compactCapacity: first + laterChunks * compactEach,
        compactLimit: Math.min(Math.floor(capacity * contextShare), room),
        system,
        isEndless,
      },
    );
  } finally {
    system.destroy();
  }
}

/** What was measured of each decoder that is loaded: every video, and every return to one, would run it once more. */
const ROTATIONS = new WeakMap<ModelBench["model"]["decoder"], RotaryOptions>();

async function rotationOf(
  { gpu, model }: Pick<ModelBench, "gpu" | "model">,
  parts: ProbedDecoder,
  token: number,
): Promise<RotaryOptions> {
  const { config, decoder } = model;
  const known = ROTATIONS.get(decoder);
  if (known !== undefined) return known;
  const alike = await decoder.embed(Array<number>(PROBE_ROWS).fill(token));
  try {
    const found = await findRotation(gpu, parts, alike, {
      theta: config.text.ropeTheta,
      rotarySize: decoder.cache.shape.entry.size,
    });
    ROTATIONS.set(decoder, found);
    return found;
  } finally {
    alike.destroy();
  }
}

/** [rows, axes] as the decoder takes it, axis after axis. */
export function rowPositions({ positions, cursor }: PlacedPositions, axes: number): RowPositions {
  const rows = positions.length / axes;
  const ids = BigInt64Array.from({ length: positions.length }, (_, i) =>
    BigInt(positions[(i % rows) * axes + Math.floor(i / rows)] ?? 0),
  );
  return { ids, next: cursor.next };
}

// Measures how a decoder rotates its keys by their positions instead of reading it from the graph: graphs express it in
// many ways (inside GroupQueryAttention, by RotaryEmbedding, by a dozen plain operators), and a misread one would spoil
// every entry that is moved. In the first layer a key depends on its row alone, so keys of equal rows differ by their
// rotation only.

import { AppError } from "../base/errors.ts";
import { must } from "../base/assert.ts";
import { halfValue } from "../base/half.ts";
import type { Gpu } from "../gpu/device.ts";
import { readBytes } from "../gpu/readback.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import { MROPE_AXES, type RotaryOptions } from "../kernels/rotary-phases.ts";
import { checkHalves } from "./halves.ts";
import { behindText, textPositions } from "./place-positions.ts";
import type { MemoryDecoder } from "./video-memory.ts";

/** The number of equal rows that are run. The further a key is rotated, the more a wrong frequency shows. */
export const PROBE_ROWS = 32;

/** The largest |seen − computed| / |seen| by 16 bits and 4-bit weights; another pairing or base gives 0.3 and more. */
const MOST_MISS = 0.02;

/** The shares of a head's channels that decoders rotate; the rest behind them stays as it is. */
const ROTATED_SHARES = [1, 1 / 2, 1 / 4];

/** A decoder of which the rotation is not known yet. */
export interface ProbedDecoder extends Omit<MemoryDecoder, "rotation"> {
  /** How many numbers its graph takes for a position: 3 for M-RoPE, 0 where it counts the rows in the cache. */
  readonly axes: number;
}

/**
 * Returns `rotation` with the pairing of the graph, the channels that it rotates, and for M-RoPE the axis that each pair of
 * them follows. `alike` are PROBE_ROWS equal rows, [1, PROBE_ROWS, D]. The cache is empty afterwards.
 * @throws AppError `memory-unsupported` when nothing gives the measured keys.
 */
export async function findRotation(
  gpu: Gpu,
  decoder: ProbedDecoder,
  alike: Tensor,
  rotation: Pick<RotaryOptions, "theta" | "rotarySize">,
): Promise<RotaryOptions> {
  checkHalves(gpu, decoder.cache.shape.entry);
  const heads = await keysOf(gpu, decoder, alike, null);
  const found = ROTATED_SHARES.map((share) => rotation.rotarySize * share)
    .filter((rotarySize) => rotarySize % 2 === 0)
    .flatMap((rotarySize) => [false, true].map((isInterleaved) => ({ rotarySize, isInterleaved })))
    .map((one): RotaryOptions => ({ ...rotation, ...one }))
    .find((one) => missOf(heads, one) < MOST_MISS);
  if (found !== undefined) {
    const isGrid = decoder.axes === MROPE_AXES;
    return isGrid ? { ...found, axisOf: await axesOf(gpu, decoder, alike, found) } : found;
  }
  throw new AppError(
    "memory-unsupported",
    `This model's keys do not turn with their positions as its config.json says (rotary base ${rotation.theta}), so the memory of a long video cannot move them.`,
    "Choose another model, or ask about fewer frames.",
  );
}

/**
 * Returns the axis that each pair of channels follows: rows are moved far along one axis after the other. Where a pair turns so
 * slowly that no axis shows, it makes no difference which is taken.
 */
async function axesOf(
  gpu: Gpu,
  decoder: ProbedDecoder,
  alike: Tensor,
  rotation: RotaryOptions,
): Promise<number[]> {
  const far = decoder.cache.capacity - PROBE_ROWS;
  const misses: number[][] = [];
  for (let axis = 0; axis < MROPE_AXES; axis++) {
    const heads = await keysOf(gpu, decoder, alike, { axis, far });
    misses.push(missesOfPairs(heads, rotation, far));
  }
  const pairs = Array.from({ length: rotation.rotarySize / 2 }, (_, pair) => pair);
  return pairs.map((pair) => {
    const ofAxes = misses.map((all) => all[pair] ?? Infinity);
    return ofAxes.indexOf(Math.min(...ofAxes));
  });
}

/** How rows are moved: all but the first `far` along one axis. */
interface Moved {
  readonly axis: number;
  readonly far: number;
}

/** Returns the keys of the first layer, [heads][PROBE_ROWS · size]. */
async function keysOf(
  gpu: Gpu,
  decoder: ProbedDecoder,
  alike: Tensor,
  moved: Moved | null,
): Promise<Float32Array[]> {
  const { cache, axes } = decoder;
  cache.reset();
  const positions =
    moved === null
      ? textPositions(PROBE_ROWS, axes, 1)
      : Int32Array.from({ length: PROBE_ROWS * axes }, (_, i) =>
          i >= axes && i % axes === moved.axis ? moved.far : 0,
        );
  const cursor = behindText((moved?.far ?? 0) + PROBE_ROWS);
  await decoder.append(alike, moved === null ? null : { positions, cursor });
  const heads = await firstKeys(gpu, decoder);
  cache.reset();
  return heads;
}

async function firstKeys(
  gpu: Gpu,
  { cache }: Pick<ProbedDecoder, "cache">,
): Promise<Float32Array[]> {
  const { heads, size, dtype } = cache.shape.entry;
  const { keys } = must(cache.layers()[0], "first layer");
  const rows = must(keys.dims[2], "rows");
  const count = PROBE_ROWS * size;
  const seen = createTensor(gpu, [heads, count], dtype, "memory/probe");
  const recorder = createRecorder(gpu, "memory/probe");
  for (let head = 0; head < heads; head++) {
    recorder.copy(keys, seen, { fromElement: head * rows * size, toElement: head * count, count });
  }
  recorder.submit();
  try {
    const bytes = await readBytes(gpu, seen);
    const values =
      dtype === "float16"
        ? Float32Array.from(new Uint16Array(bytes), halfValue)
        : new Float32Array(bytes);
    return Array.from({ length: heads }, (_, head) =>
      values.subarray(head * count, (head + 1) * count),
    );
  } finally {
    seen.destroy();
  }
}

/** Returns |seen − computed| / |seen| over all heads and rows; the computed keys are row 0 rotated. */
function missOf(heads: readonly Float32Array[], rotation: RotaryOptions): number {
  let [miss, all] = [0, 0];
  for (const keys of heads) {
    const size = keys.length / PROBE_ROWS;
    for (let row = 1; row < PROBE_ROWS; row++) {
      for (let pair = 0; pair < rotation.rotarySize / 2; pair++) {
        miss += pairMiss(keys, row, pair, rotation, row);
      }
      for (let channel = rotation.rotarySize; channel < size; channel++) {
        miss += ((keys[row * size + channel] ?? NaN) - (keys[channel] ?? NaN)) ** 2;
      }
      for (let channel = 0; channel < size; channel++)
        all += (keys[row * size + channel] ?? NaN) ** 2;
    }
  }
  return Math.sqrt(miss / all);
}

/** Returns for each pair the sum of squares by which keys moved `by` miss row 0 rotated so far, less those unmoved. */
function missesOfPairs(
  heads: readonly Float32Array[],
  rotation: RotaryOptions,
  by: number,
): number[] {
  return Array.from({ length: rotation.rotarySize / 2 }, (_, pair) => {
    let miss = 0;
    for (const keys of heads) {
      for (let row = 1; row < PROBE_ROWS; row++) {
        miss += pairMiss(keys, row, pair, rotation, by) - pairMiss(keys, row, pair, rotation, 0);
      }
    }
    return miss;
  });
}

/** The squared distance of a row's pair of channels from row 0's, turned as a move `by` turns it. */
function pairMiss(
  keys: Float32Array,
  row: number,
  pair: number,
  { theta, rotarySize, isInterleaved = false }: RotaryOptions,
  by: number,
): number {
  const [first, second] = isInterleaved ? [2 * pair, 2 * pair + 1] : [pair, pair + rotarySize / 2];
  const angle = by * theta ** ((-2 * pair) / rotarySize);
  const [x, y] = [keys[first] ?? NaN, keys[second] ?? NaN];
  const at = (row * keys.length) / PROBE_ROWS;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return (
    ((keys[at + first] ?? NaN) - (x * cos - y * sin)) ** 2 +
    ((keys[at + second] ?? NaN) - (x * sin + y * cos)) ** 2
  );
}

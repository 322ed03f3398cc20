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
import { createTensor, reshape, type Tensor } from "../gpu/tensor.ts";
import { MROPE_AXES, type RotaryOptions } from "../kernels/rotary-phases.ts";
import { checkHalves } from "./halves.ts";
import { behindText, type PlacedPositions } from "./place-positions.ts";
import type { MemoryDecoder } from "./video-memory.ts";

/** The number of equal rows that a probe is given. */
export const PROBE_ROWS = 32;

/**
 * The positions at which equal rows are compared with the first of them. The further a key is rotated, the more a wrong
 * frequency shows. Where the decoder counts, the rows before let short convolutions see equal rows only.
 */
const PLACES = [8, 9, 10, 11, 13, 17, 25, 31];

/** The largest |seen − computed| / |seen| by 16 bits and 4-bit weights; another pairing or base gives 0.3 and more. */
const MOST_MISS = 0.02;

/** The shares of a head's channels that decoders rotate; the rest behind them stays as it is. */
const ROTATED_SHARES = [1, 1 / 2, 1 / 4];

/** A decoder of which the rotation is not known yet. */
export interface ProbedDecoder extends Omit<MemoryDecoder, "rotation"> {
  /** How many numbers its graph takes for a position: 3 for M-RoPE, 0 where it counts the rows in the cache. */
  readonly axes: number;
}

/** The keys of a head at several positions. */
type HeadKeys = readonly Float32Array[];

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
  const heads = await keysAt(gpu, decoder, alike, PLACES.map(onAllAxes));
  const moves = PLACES.map((place) => place - (PLACES[0] ?? 0));
  const found = ROTATED_SHARES.map((share) => rotation.rotarySize * share)
    .filter((rotarySize) => rotarySize % 2 === 0)
    .flatMap((rotarySize) => [false, true].map((isInterleaved) => ({ rotarySize, isInterleaved })))
    .map((one): RotaryOptions => ({ ...rotation, ...one }))
    .find((one) => missOf(heads, one, moves) < MOST_MISS);
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

const onAllAxes = (position: number): readonly number[] => [position, position, position];

/**
 * Returns the axis that each pair of channels follows: a row is moved far along one axis after the other. Where a pair turns so
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
    const moved = [0, 0, 0].with(axis, far);
    const heads = await keysAt(gpu, decoder, alike, [onAllAxes(0), moved]);
    misses.push(
      Array.from({ length: rotation.rotarySize / 2 }, (_, pair) =>
        heads.reduce((sum, head) => sum + gainOf(head, pair, rotation, far), 0),
      ),
    );
  }
  const pairs = Array.from({ length: rotation.rotarySize / 2 }, (_, pair) => pair);
  return pairs.map((pair) => {
    const ofAxes = misses.map((all) => all[pair] ?? Infinity);
    return ofAxes.indexOf(Math.min(...ofAxes));
  });
}

/** Returns the keys of the first layer with keys, [heads][positions][size], of equal rows at `positions`. */
async function keysAt(
  gpu: Gpu,
  decoder: ProbedDecoder,
  alike: Tensor,
  positions: readonly (readonly number[])[],
): Promise<HeadKeys[]> {
  const { cache, axes } = decoder;
  // Behind a state a key depends on the rows before its own.
  const isAlone = cache.stateBytes > 0 && axes > 0;
  const isCounted = axes < MROPE_AXES && !isAlone;
  const places = positions.map((position) => position.slice(0, axes));
  cache.reset();
  try {
    if (isCounted) {
      await decoder.append(alike, null);
      const all = await firstKeys(gpu, decoder, PROBE_ROWS);
      return all.map((head) => positions.map(([row = 0]) => must(head[row], "key")));
    }
    if (!isAlone) {
      await decoder.append(someRows(alike, places.length), placedAt(places));
      return await firstKeys(gpu, decoder, places.length);
    }
    const single: HeadKeys[][] = [];
    for (const place of places) {
      cache.reset();
      await decoder.append(someRows(alike, 1), placedAt([place]));
      single.push(await firstKeys(gpu, decoder, 1));
    }
    const { heads } = cache.shape.entry;
    return Array.from({ length: heads }, (_, head) =>
      single.map((keys) => must(keys[head]?.[0], "key")),
    );
  } finally {
    cache.reset();
  }
}

const someRows = (alike: Tensor, rows: number): Tensor =>
  reshape(alike, [1, rows, must(alike.dims[2], "width")]);

/** The rows at [rows][axes], and what follows them behind the largest. */
const placedAt = (places: readonly (readonly number[])[]): PlacedPositions => ({
  positions: Int32Array.from(places.flat()),
  cursor: behindText(Math.max(...places.flat()) + 1),
});

async function firstKeys(
  gpu: Gpu,
  { cache }: Pick<ProbedDecoder, "cache">,
  count: number,
): Promise<HeadKeys[]> {
  const { heads, size, dtype } = cache.shape.entry;
  const { keys } = must(cache.layers()[0], "first layer");
  const rows = must(keys.dims[2], "rows");
  const seen = createTensor(gpu, [heads, count * size], dtype, "memory/probe");
  const recorder = createRecorder(gpu, "memory/probe");
  for (let head = 0; head < heads; head++) {
    const from = { fromElement: head * rows * size, toElement: head * count * size };
    recorder.copy(keys, seen, { ...from, count: count * size });
  }
  recorder.submit();
  try {
    const bytes = await readBytes(gpu, seen);
    const values =
      dtype === "float16"
        ? Float32Array.from(new Uint16Array(bytes), halfValue)
        : new Float32Array(bytes);
    return Array.from({ length: heads }, (_, head) =>
      Array.from({ length: count }, (_, row) => {
        const at = (head * count + row) * size;
        return values.subarray(at, at + size);
      }),
    );
  } finally {
    seen.destroy();
  }
}

/** Returns |seen − computed| / |seen| over all heads and keys; the computed keys are the first, moved so far. */
function missOf(
  heads: readonly HeadKeys[],
  rotation: RotaryOptions,
  moves: readonly number[],
): number {
  let [miss, all] = [0, 0];
  for (const [first = new Float32Array(), ...others] of heads) {
    for (const [i, key] of others.entries()) {
      for (let pair = 0; pair < rotation.rotarySize / 2; pair++) {
        miss += pairMiss(first, key, pair, rotation, moves[i + 1] ?? 0);
      }
      for (let channel = rotation.rotarySize; channel < key.length; channel++) {
        miss += ((key[channel] ?? NaN) - (first[channel] ?? NaN)) ** 2;
      }
      for (const value of key) all += value ** 2;
    }
  }
  return Math.sqrt(miss / all);
}

/** How much nearer a pair of the second key is to the first's where it stood than where a move `by` brings it. */
const gainOf = (
  [first = new Float32Array(), key = new Float32Array()]: HeadKeys,
  pair: number,
  rotation: RotaryOptions,
  by: number,
): number => pairMiss(first, key, pair, rotation, by) - pairMiss(first, key, pair, rotation, 0);

/** The squared distance of a key's pair of channels from another key's, turned as a move `by` turns it. */
function pairMiss(
  from: Float32Array,
  key: Float32Array,
  pair: number,
  { theta, rotarySize, isInterleaved = false }: RotaryOptions,
  by: number,
): number {
  const [first, second] = isInterleaved ? [2 * pair, 2 * pair + 1] : [pair, pair + rotarySize / 2];
  const angle = by * theta ** ((-2 * pair) / rotarySize);
  const [x, y] = [from[first] ?? NaN, from[second] ?? NaN];
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return (
    ((key[first] ?? NaN) - (x * cos - y * sin)) ** 2 +
    ((key[second] ?? NaN) - (x * sin + y * cos)) ** 2
  );
}

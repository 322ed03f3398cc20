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
import type { RotaryOptions } from "../kernels/rotary-phases.ts";
import { checkHalves } from "./halves.ts";
import type { MemoryDecoder } from "./video-memory.ts";

/** The number of equal rows that are run. The further a key is rotated, the more a wrong frequency shows. */
export const PROBE_ROWS = 32;

/** The largest |seen − computed| / |seen| by 16 bits and 4-bit weights; another pairing or base gives 0.3 and more. */
const MOST_MISS = 0.02;

/**
 * Returns `rotation` with the pairing of the graph. `alike` are PROBE_ROWS equal rows, [1, PROBE_ROWS, D]. The cache is
 * empty afterwards.
 * @throws AppError `memory-unsupported` when neither pairing gives the measured keys.
 */
export async function findRotation(
  gpu: Gpu,
  decoder: Omit<MemoryDecoder, "rotation">,
  alike: Tensor,
  rotation: Omit<RotaryOptions, "isInterleaved">,
): Promise<RotaryOptions> {
  checkHalves(gpu, decoder.cache.shape.entry);
  decoder.cache.reset();
  await decoder.append(alike);
  const heads = await firstKeys(gpu, decoder);
  decoder.cache.reset();
  const found = [false, true]
    .map((isInterleaved): RotaryOptions => ({ ...rotation, isInterleaved }))
    .find((one) => missOf(heads, one) < MOST_MISS);
  if (found !== undefined) return found;
  throw new AppError(
    "memory-unsupported",
    `This model's keys do not turn with their positions as its config.json says (rotary base ${rotation.theta}), so the memory of a long video cannot move them.`,
    "Choose another model, or ask about fewer frames.",
  );
}

/** Returns the keys of the first layer, [heads][PROBE_ROWS · size]. */
async function firstKeys(
  gpu: Gpu,
  { cache }: Omit<MemoryDecoder, "rotation">,
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
function missOf(
  heads: readonly Float32Array[],
  { theta, rotarySize, isInterleaved = false }: RotaryOptions,
): number {
  const pairs = rotarySize / 2;
  let [miss, all] = [0, 0];
  const add = (seen: number, computed: number): void => {
    miss += (seen - computed) ** 2;
    all += seen ** 2;
  };
  for (const keys of heads) {
    const size = keys.length / PROBE_ROWS;
    for (let row = 1; row < PROBE_ROWS; row++) {
      for (let pair = 0; pair < pairs; pair++) {
        const [first, second] = isInterleaved ? [2 * pair, 2 * pair + 1] : [pair, pair + pairs];
        const angle = row * theta ** ((-2 * pair) / rotarySize);
        const [x, y] = [keys[first] ?? NaN, keys[second] ?? NaN];
        const at = row * size;
        add(keys[at + first] ?? NaN, x * Math.cos(angle) - y * Math.sin(angle));
        add(keys[at + second] ?? NaN, x * Math.sin(angle) + y * Math.cos(angle));
      }
    }
  }
  return Math.sqrt(miss / all);
}

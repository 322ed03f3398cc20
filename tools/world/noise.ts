import { Random } from "../../src/base/random.ts";

const SIZE = 1 << 16;

/** Standard normal values, made once, because drawing a million for each frame would cost more than the frame. */
export const NOISE = makeNoise();

function makeNoise(): Float32Array {
  const random = new Random(0x5eed);
  return Float32Array.from({ length: SIZE }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
    return radius * Math.cos(2 * Math.PI * random.uniform());
  });
}

/** An index mask: `NOISE[i & NOISE_MASK]` is always defined. */
export const NOISE_MASK = SIZE - 1;

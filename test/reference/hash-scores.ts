/** PCG of a counter and a seed as 24-bit fractions, in big integers. */
export function hashScoresReference(count: number, seed: number): Float64Array {
  const salt = pcg(BigInt(seed));
  return Float64Array.from(
    { length: count },
    (_, i) => Number(pcg(BigInt(i) ^ salt) >> 8n) / 2 ** 24,
  );
}

const WORD = 2n ** 32n;

/** PCG's output permutation of 32 bits. */
export function pcg(value: bigint): bigint {
  const state = (value * 747796405n + 2891336453n) % WORD;
  const word = (((state >> ((state >> 28n) + 4n)) ^ state) * 277803737n) % WORD;
  return (word >> 22n) ^ word;
}
